/*
 * A page of the page cache that one task looks up, another one gives back, and reclaim wants: find_get_entry() of mm/filemap.c and __remove_mapping() of
 * mm/vmscan.c, as in 4.19. References are one number, as in the kernel.
 *
 * PUTS is how often the page is given back. UNCONDITIONAL: the lookup raises the count also from 0.
 */

byte count = 1;          /* the page cache's reference */
bool in_cache = true;
bool freed;
bool found, done;

inline put() {
	atomic {
		assert(count > 0);
		count--;
		if
		:: count == 0 -> freed = true
		:: else
		fi
	}
}

/* First, since processes end in the reverse order of their beginnings. */
active proctype at_end() {
	_nr_pr == 1 -> assert(count == (in_cache -> 1 : 0) && freed != in_cache)
}

active proctype finder() {
	bool seen;
	do
	:: atomic { seen = in_cache };
		if
		:: !seen -> break
		:: else
		fi;
		atomic {
			if
#ifdef UNCONDITIONAL
			:: true -> count++
#else
			:: count > 0 -> count++
			:: else -> seen = false
#endif
			fi
		};
		if
		:: !seen
		:: seen && in_cache -> found = true; break
		:: seen && !in_cache -> put()
		fi
	od;
	done = true
#if PUTS == 2
	;
	if
	:: found -> put()
	:: else
	fi
#endif
}

active proctype giver() {
	done;
#if PUTS > 0
	if
	:: found -> assert(!freed); put()
	:: else
	fi
#endif
}

active proctype kswapd() {
	bool isolated;
	atomic {
		if
		:: in_cache -> count++; isolated = true
		:: else
		fi
	};
	if
	:: isolated ->
		atomic {
			if
			:: count == 2 -> count = 0
			:: else -> isolated = false
			fi
		};
		if
		:: isolated -> in_cache = false; freed = true
		:: else -> put()
		fi
	:: else
	fi
}
