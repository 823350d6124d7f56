/*
 * Two CPUs touch a page that only an accelerator can reach, written by hand from the kernel's source: mm/memory.c (do_swap_page), mm/migrate.c and
 * mm/migrate_device.c (migrate_vma_collect_pmd, migrate_vma_check_page, migrate_page_move_mapping and folio_migrate_mapping, __migration_entry_wait).
 *
 * What a release has is defined on the command line:
 *   IDLE          1 to v5.17, 0 from v5.18 on: the count of a page that nobody has
 *   WAITER_HOLDS  to v4.20     who waits at a migration entry has a reference until the page is unlocked
 *   WAITER_DROPS  v5.0-v5.16   ... until he is queued
 *   CHECKS        v5.17 on     migrate_vma_check_page() looks at the count of private pages too
 *   FAULT_HOLDS   v6.1 on      do_swap_page() has a reference
 *   FAULT_LOCKS   v6.15 on     ... and the lock, or leaves it
 */
mtype = { PRIVATE, MIGRATION, RAM };
mtype pte = PRIVATE;
byte refs = IDLE + 1;		/* and one for the mapping */
bool locked;
byte back;			/* CPUs that have got their memory */

#ifdef FAULT_HOLDS
#define FAULT 1
#else
#define FAULT 0
#endif

inline migrate() {
	/* collected under the page table lock; the reference of the mapping goes with its entry */
	atomic {
		if
		:: pte == PRIVATE && (mine || !locked) -> locked = true; pte = MIGRATION; collected = true
		:: else -> collected = false
		fi
	};
	if
	:: collected ->
		moves = true;
#ifdef CHECKS
		/* one reference for having collected it, that of the fault, and one that pages of devices are still thought to have */
		moves = refs <= 2 + FAULT;
#endif
		if :: moves -> moves = (refs == IDLE + 1 + FAULT) :: else fi;
		atomic {
			if
			:: moves -> pte = RAM
			:: else -> pte = PRIVATE; refs++
			fi
		};
		if :: !mine -> locked = false :: else fi;
		refs--
	:: else
	fi
}

proctype cpu() {
	bool mine, collected, moves;
	do
	:: pte == RAM -> break
	:: atomic { pte == MIGRATION ->
#if defined(WAITER_HOLDS) || defined(WAITER_DROPS)
		refs++
#endif
		skip };
#ifdef WAITER_DROPS
		refs--;
#endif
		!locked;
#ifdef WAITER_HOLDS
		refs--
#endif
	:: pte == PRIVATE ->
#ifdef FAULT_HOLDS
		atomic {
#ifdef FAULT_LOCKS
			mine = pte == PRIVATE && !locked;
			if :: mine -> locked = true; refs++ :: else fi
#else
			collected = pte == PRIVATE;
			if :: collected -> refs++ :: else fi
#endif
		};
#ifdef FAULT_LOCKS
		if :: mine -> migrate(); mine = false; locked = false; refs-- :: else fi
#else
		if :: collected -> migrate(); refs-- :: else fi
#endif
#else
		migrate()
#endif
	od;
	back++
}

init { atomic { run cpu(); run cpu() } }

ltl both_come_back { <> (back == 2) }
