/*
 * Private pages, pins and write faults, written by hand from the kernel's source: mm/gup.c (lockless_pages_from_mm, gup_pte_range, follow_page_pte),
 * mm/memory.c (do_wp_page, copy_present_pte), fs/proc/task_mmu.c (clear_soft_dirty), include/linux/rmap.h (page_try_dup_anon_rmap).
 *
 * What a release has is defined on the command line:
 *   BREAKS_COW   v5.8        whoever pins gets the right to write first
 *   SOLE_REF     v5.9-v5.18  a write fault reuses a page with no other reference; without this and EXCLUSIVE: one that nobody else maps
 *   FORK_COPIES  v5.9 on     fork() copies pages that may be pinned
 *   SEQ, SPARES  v5.11 on    mm->write_protect_seq; clear_refs passes over pinned pages
 *   EXCLUSIVE    v5.19 on    PageAnonExclusive; SOLE_REF for the other pages
 *   UNSHARE      v5.19 on    FAULT_FLAG_UNSHARE for read-only pins
 * and one of WATCHED, WATCHED_LATER, FORKED, READ_ONLY, which says what happens.
 */
#define NONE 3

typedef frame { byte refs; byte maps; byte pins; bool exclusive }
frame mem[3];
byte spare = 1;			/* the next free frame */

byte parent, child = NONE;	/* the page table entries */
bool parent_w = true;
bool ptl;			/* the lock of the parent's page table */
byte seq;
byte pinned = NONE;		/* what the device has, from the last look back until it is given back */

inline lock()   { atomic { !ptl -> ptl = true } }
inline unlock() { ptl = false }

/* The process goes on with another page: whoever has this one pinned is left behind. */
inline leave(p, write) {
	assert(pinned != p);
	mem[p].maps--; mem[p].refs--;
	mem[spare].refs = 1; mem[spare].maps = 1; mem[spare].exclusive = true;
	parent = spare; parent_w = write; spare++
}

inline reusable(p, yes) {
#ifdef EXCLUSIVE
	yes = mem[p].exclusive || mem[p].refs == 1
#else
#ifdef SOLE_REF
	yes = mem[p].refs == 1
#else
	yes = mem[p].maps == 1
#endif
#endif
}

/* do_wp_page(): nobody who holds the page table lock is in between, but references come and go. */
inline fault(write) {
	lock();
	f = parent;
	if
	:: f != NONE && !parent_w ->
		atomic {
			reusable(f, reuse);
			if
			:: reuse -> mem[f].exclusive = true; parent_w = write
			:: else -> leave(f, write)
			fi
		}
	:: else
	fi;
	unlock()
}

/* gup_pte_range() with the look at fork() around it; gives pinned. */
inline pin_fast(write) {
#ifdef SEQ
	s = seq;
#endif
	if
	:: s % 2 == 1
	:: else ->
		atomic { g = parent; w = parent_w };
		if
		:: g == NONE || (write && !w)
		:: else ->
			atomic { taken = mem[g].refs > 0; if :: taken -> mem[g].refs++; mem[g].pins++ :: else fi };
			if
			:: !taken
			:: else ->
				atomic {
					good = parent == g && parent_w == w;
#ifdef UNSHARE
					good = good && (w || mem[g].exclusive);
#endif
#ifndef SEQ
					if :: good -> pinned = g :: else fi
#endif
				};
#ifdef SEQ
				atomic { good = good && seq == s; if :: good && parent == g -> pinned = g :: good && parent != g -> assert(false) :: else fi };
#endif
				if :: !good -> atomic { mem[g].refs--; mem[g].pins-- } :: else fi
			fi
		fi
	fi
}

inline unpin() {
	if
	:: pinned != NONE -> atomic { mem[pinned].refs--; mem[pinned].pins--; pinned = NONE }
	:: else
	fi
}

/* The slow way under the page table lock, with the fault that it may take; fork() is kept out by mmap_lock, as the caller sees to here. */
inline pin_slow() {
	do
	:: pinned != NONE -> break
	:: else ->
		lock();
		atomic {
			g = parent;
			good = parent_w;
#ifndef BREAKS_COW
#ifdef UNSHARE
			good = good || mem[g].exclusive;
#else
			good = true;
#endif
#endif
			if :: good -> mem[g].refs++; mem[g].pins++; pinned = g :: else fi
		};
		unlock();
		if
		:: !good ->
#ifdef BREAKS_COW
			fault(true)
#else
			fault(false)
#endif
		:: else
		fi
	od
}

inline clear_refs() {
	lock();
	f = parent;
#ifdef SPARES
	reuse = f != NONE && mem[f].pins > 0;
	if :: reuse :: else -> parent_w = false fi;
#else
	parent_w = false;
#endif
	unlock()
}

/* copy_present_pte(). The child's copy of a pinned page is not looked at. */
inline fork() {
#ifdef SEQ
	seq++;
#endif
	lock();
	f = parent;
	reuse = false;
#ifdef FORK_COPIES
	reuse = mem[f].pins > 0;
#ifdef EXCLUSIVE
	reuse = reuse && mem[f].exclusive;
#endif
#endif
	if
	:: reuse
	:: else ->
		mem[f].exclusive = false;
		atomic { mem[f].refs++; mem[f].maps++ };
		parent_w = false;
		child = f
	fi;
	unlock();
#ifdef SEQ
	seq++
#endif
}

inline child_exits() {
	if
	:: child != NONE -> atomic { mem[child].refs--; mem[child].maps--; child = NONE }
	:: else
	fi
}

proctype reader() {
	byte g, s, f; bool w, taken, good, reuse;
#ifdef READ_ONLY
	fork();
#ifdef BREAKS_COW
	pin_fast(true);
#else
	pin_fast(false);
#endif
	pin_slow();
	fault(true);
#else
	pin_fast(true);
#ifdef WATCHED_LATER
	clear_refs();
	fault(true);
#endif
#endif
	unpin()
}

proctype other() {
	byte f; bool reuse;
#ifdef WATCHED
	clear_refs(); fault(true)
#endif
#ifdef FORKED
	fork(); fault(true)
#endif
#ifdef READ_ONLY
	child != NONE; child_exits()
#endif
}

init {
	mem[0].refs = 1; mem[0].maps = 1; mem[0].exclusive = true;
	atomic { run reader(); run other() }
}
