/*
 * A page lock whose waiters are noted in the word that also has the dirty bit: __split_huge_page() of mm/huge_memory.c, __lock_page() and
 * unlock_page() of mm/filemap.c, 4.18.
 *
 * FIXED: "mm/huge_memory.c: __split_huge_page() use atomic ClearPageDirty()".
 */

#define LOCKED 1
#define DIRTY 2
#define WAITERS 4

byte flags = 3;         /* locked by who splits, and dirty */
bool queue_lock;
bool queued;
bool sleeps;

active proctype splitter() {
	byte word;
	bool waiters;
#ifdef FIXED
	flags = flags & (LOCKED | WAITERS);
#else
	word = flags;
	flags = word & (LOCKED | WAITERS);
#endif
	/* clear_bit_unlock_is_negative_byte() */
	atomic { flags = flags & (DIRTY | WAITERS); waiters = (flags & WAITERS) != 0 };
	if
	:: waiters ->
		atomic { !queue_lock -> queue_lock = true };
		if
		:: queued -> atomic { queued = false; sleeps = false }
		:: else
		fi;
		flags = flags & (LOCKED | DIRTY);
		queue_lock = false
	:: else
	fi
}

active proctype waiter() {
	bool locked;
	/* trylock_page() */
	atomic { locked = !(flags & LOCKED); flags = flags | LOCKED };
	do
	:: locked -> break
	:: else ->
		atomic { !queue_lock -> queue_lock = true };
		if
		:: !queued -> queued = true; flags = flags | WAITERS
		:: else
		fi;
		sleeps = true;
		queue_lock = false;
		if
		:: (flags & LOCKED) -> !sleeps
		:: else -> sleeps = false
		fi;
		atomic { locked = !(flags & LOCKED); flags = flags | LOCKED }
	od
}
