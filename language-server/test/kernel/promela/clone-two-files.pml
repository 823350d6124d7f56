/*
 * Cloning a range of one XFS file on DAX over another, written by hand from the kernel's source: fs/xfs/xfs_inode.c
 * (xfs_iolock_two_inodes_and_break_layout, xfs_mmaplock_two_inodes_and_break_dax_layout), fs/xfs/xfs_file.c (xfs_break_dax_layouts),
 * fs/dax.c (dax_layout_busy_page, dax_break_layout), mm/gup.c (gup_pte_range, follow_page_pte).
 *
 * File 0 has the lower number and address, so that it is locked first, whichever is the source. Each file has two pages.
 *   BOTH_WAYS    two tasks clone, in opposite directions
 *   PIN_FIRST    a page of file 0 is pinned for ever
 *   PIN_SECOND   a page of file 1 is pinned for ever
 *   TWO_PINS     two tasks pin the two pages of file 1 and give them back; page 1 of it is cloned over
 *   SIGNAL       the cloning task gets a signal
 *   WHOLE        v6.15 on: the second file must have no busy page at all; before, one that is idle by the second look would do
 */
#define PAGE(f, p) ((f) * 2 + (p))
#define NONE 9
bool iolock[2], mmaplock[2];
bool mapped[4], pinned[4], freed[4];
byte refs[4];			/* beyond the one that an idle page has */
bool killed;
byte back, all;

inline lock(l) { atomic { !(l) -> l = true } }

/* dax_layout_busy_page(): unmaps the file, then looks at one count after the other */
inline busy_page(f) {
	atomic { mapped[PAGE(f, 0)] = false; mapped[PAGE(f, 1)] = false };
	busy = NONE;
	if
	:: refs[PAGE(f, 0)] != 0 -> busy = PAGE(f, 0)
	:: else ->
		if
		:: refs[PAGE(f, 1)] != 0 -> busy = PAGE(f, 1)
		:: else
		fi
	fi
}

proctype cloner(byte destination) {
	byte busy;
	lock(iolock[0]);
	lock(iolock[1]);
again:	lock(mmaplock[0]);
	busy_page(0);
	if
	:: busy != NONE ->
		do
		:: refs[busy] == 0 -> break
		:: refs[busy] != 0 && killed -> goto interrupted
		:: refs[busy] != 0 && !killed ->
			mmaplock[0] = false;
			(refs[busy] == 0 || killed);
			lock(mmaplock[0])
		od;
		mmaplock[0] = false;
		goto again
	:: else
	fi;
	lock(mmaplock[1]);
	busy_page(1);
	if
#ifdef WHOLE
	:: busy != NONE -> mmaplock[1] = false; mmaplock[0] = false; goto again
#else
	:: busy != NONE ->
		if
		:: refs[busy] != 0 -> mmaplock[1] = false; mmaplock[0] = false; goto again
		:: else
		fi
#endif
	:: else
	fi;
	atomic {
		assert(!pinned[PAGE(destination, 1)]);
		freed[PAGE(destination, 1)] = true
	};
	mmaplock[1] = false;
interrupted:
	mmaplock[0] = false;
	iolock[1] = false;
	iolock[0] = false;
	back++
}

/* The fast walk, and where that fails the slow path, which faults the page in. */
proctype pinner(byte f; byte p; bool keeps) {
	if
	:: mapped[PAGE(f, p)] ->
		refs[PAGE(f, p)]++;
		atomic {
			if
			:: mapped[PAGE(f, p)] -> pinned[PAGE(f, p)] = true
			:: else -> refs[PAGE(f, p)]--
			fi
		}
	:: else
	fi;
	do
	:: pinned[PAGE(f, p)] -> break
	:: else ->
		atomic {
			if
			:: mapped[PAGE(f, p)] -> refs[PAGE(f, p)]++; pinned[PAGE(f, p)] = true
			:: else
			fi
		};
		if
		:: !pinned[PAGE(f, p)] ->
			/* the fault, with truncate and cloning kept out */
			atomic {
				!mmaplock[f] ->
				if
				:: freed[PAGE(f, p)] -> goto done
				:: else -> mapped[PAGE(f, p)] = true
				fi
			}
		:: else
		fi
	od;
	if
	:: !keeps ->
		atomic { pinned[PAGE(f, p)] = false; refs[PAGE(f, p)]-- }
	:: else
	fi;
done:	skip
}

init {
	atomic {
		byte i;
		for (i : 0 .. 3) { mapped[i] = true }
		all = 1;
#ifdef PIN_FIRST
		run pinner(0, 0, true);
#endif
#ifdef PIN_SECOND
		run pinner(1, 0, true);
#endif
#ifdef TWO_PINS
		run pinner(1, 0, false);
		run pinner(1, 1, false);
#endif
		run cloner(1);
#ifdef BOTH_WAYS
		all = 2;
		run cloner(0);
#endif
	}
#ifdef SIGNAL
	killed = true
#endif
}

ltl all_come_back { <> (all > 0 && back == all) }
