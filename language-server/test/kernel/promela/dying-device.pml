/*
 * A page of a persistent memory device is pinned while the device goes away, written by hand from the kernel's source: mm/gup.c
 * (gup_pte_range, follow_page_pte, __get_user_pages, faultin_page), mm/huge_memory.c (follow_devmap_pmd), kernel/memremap.c and mm/memremap.c
 * (get_dev_pagemap, devm_memremap_pages_release, memunmap_pages), drivers/dax/super.c (kill_dax), fs/xfs/xfs_notify_failure.c.
 *
 *   WAITS      v5.2 on     the memory goes when nobody has a reference on the device
 *   PUT_MANY   v5.18 on    the pages' references on the device are dropped whatever the pages' own counts are
 *   COUNTED    v6.15 on    the entry is no devmap entry: the mapping is counted, and nobody asks for the device
 *   HOLDER     v6.8 on, XFS with rmapbt: the page is unmapped, and the file system shut down, before the device goes away
 *   HUGE       the entry is a PMD
 *   LATE       the page is asked for when the device has begun to go away
 *   SLOW       it is asked for with get_user_pages()
 */
bool alive = true, live = true, present = true, shutdown, ptl;
bool mapped = true, pinned, back;
byte device = 1;		/* references on the device: that of the page */
#ifdef COUNTED
byte refs = 1;			/* that of the mapping */
#else
byte refs = 1;			/* that of the page's existence */
#endif

/* put_page() */
inline put() {
	atomic {
		refs--;
		pinned = false;
		last = refs == 0
	};
#if !defined(PUT_MANY)
	if
	:: last -> device--
	:: else
	fi
#endif
}

proctype reader() {
	bool has, last;
#ifdef LATE
	!live;
#endif
#ifndef SLOW
	/* the fast walk */
	if
	:: mapped ->
#ifndef COUNTED
		atomic {
			if
			:: live -> device++; has = true
			:: else -> goto slow
			fi
		};
#endif
		atomic {
			if
			:: refs > 0 -> refs++
			:: else -> goto dropped
			fi
		};
		atomic {
			if
			:: mapped -> pinned = true
			:: else
			fi
		};
		if
		:: !pinned -> put()
		:: else
		fi;
dropped:
		if
		:: has -> device--; has = false
		:: else
		fi
	:: else
	fi;
	if
	:: pinned -> goto got
	:: else
	fi;
#endif
slow:	atomic { !ptl -> ptl = true };
	if
	:: !mapped ->
		ptl = false;
		/* the fault: dax_direct_access() and a file system that is there */
		if
		:: alive && !shutdown -> mapped = true; goto slow
		:: else -> goto out
		fi
	:: else
	fi;
#ifndef COUNTED
	atomic {
		if
		:: live -> device++; has = true
		:: else
		fi
	};
	if
	:: !has ->
		ptl = false;
#ifdef HUGE
		goto out		/* follow_devmap_pmd() gives -EFAULT */
#else
		goto slow		/* no_page, and handle_mm_fault() finds the PTE present */
#endif
	:: else
	fi;
#endif
	if
	:: refs > 0 -> atomic { refs++; pinned = true }
	:: else
	fi;
	ptl = false;
	if
	:: has -> device--; has = false
	:: else
	fi;
got:	if
	:: pinned -> put()
	:: else
	fi;
out:	back = true
}

proctype administrator() {
	bool last;
#ifdef HOLDER
	atomic { !ptl -> ptl = true };
	atomic {
		mapped = false;
#ifdef COUNTED
		refs--
#endif
	};
	ptl = false;
	shutdown = true;
#endif
	alive = false;
	live = false;
#ifdef PUT_MANY
	device--;
#else
	atomic { refs--; last = refs == 0 };
	if
	:: last -> device--
	:: else
	fi;
#endif
#ifdef WAITS
	device == 0;
#endif
	atomic {
		assert(!pinned);
		present = false
	}
}

init { atomic { run reader(); run administrator() } }

ltl comes_back { <> back }
