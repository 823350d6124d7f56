/*
 * CVE-2024-26759: two threads fault on one page that is in swap, on a device that is read without the swap cache: do_swap_page() of
 * mm/memory.c, 6.7, with reclaim that gives the entry out again.
 *
 * FIXED: "mm/swap: fix race when skipping swapcache". Who reads the device has pinned the entry.
 */

bool ptl;
bool present;           /* the page table entry is a page, and else the entry of the slot */
bool content;           /* of that page: false before it is written to */
bool slot;              /* what is in the slot on the device */
bool swap_map = true;   /* the slot belongs to somebody */
bool has_cache;         /* SWAP_HAS_CACHE */
bool written;

inline lock() { atomic { !ptl -> ptl = true } }
inline unlock() { ptl = false }

/* pinned is what swapcache_prepare() says. */
inline fault(pinned, page) {
	if
	:: present
	:: !present ->
#ifdef FIXED
		atomic { pinned = swap_map && !has_cache; has_cache = has_cache || pinned };
#else
		pinned = true;
#endif
		if
		:: pinned ->
			page = slot;
			lock();
			if
			:: !present -> atomic { present = true; content = page; swap_map = false }
			:: else
			fi;
			unlock()
#ifdef FIXED
			;
			has_cache = false
#endif
		:: else
		fi
	fi
}

/* First, since processes end in the reverse order of their beginnings. */
active proctype at_end() {
	_nr_pr == 1 -> assert(written && (present && content || !present && slot))
}

active proctype first() {
	bool pinned, page;
	fault(pinned, page)
}

/* Writes to the page, and faults as long as it is not there. */
active proctype second() {
	bool pinned, page;
	do
	:: written -> break
	:: else ->
		fault(pinned, page);
		atomic {
			if
			:: present -> content = true; written = true
			:: else
			fi
		}
	od
}

/* Takes the page, and the slot that is free. */
active proctype kswapd() {
	lock();
	if
	:: atomic { present && !swap_map && !has_cache -> swap_map = true; slot = content; present = false }
	:: else
	fi;
	unlock()
}
