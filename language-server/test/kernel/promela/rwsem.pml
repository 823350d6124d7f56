/*
 * The count, the owner's mark and the queue of an rw_semaphore, step by step as in kernel/locking/rwsem.c of 6.1: where a reader may take the lock at
 * once, where it may steal it, where it queues, whom a release wakes, and what a handoff is. Written by hand beside the model of Raceline, which has
 * no queue.
 *
 * CASE chooses what the processes do with the lock.
 */

#define RECURSIVE_READER 1
#define RECURSIVE_READER_ALONE 2
#define READERS_THAT_MEET_INSIDE 3
#define CROSSWISE_READERS 4
#define CROSSWISE_READERS_AND_WRITERS 5
#define OVERTAKEN_WRITER 6
#define WRITER_NOT_OVERTAKEN 7
#define WRITERS_EXCLUDE 8

#define TASKS 5
#define NOBODY 255

typedef rwsem {
	byte readers;            /* count >> RWSEM_READER_SHIFT, with those that are about to back out */
	bool writer;             /* RWSEM_WRITER_LOCKED */
	bool handoff;            /* RWSEM_FLAG_HANDOFF */
	bool reader_owned;       /* RWSEM_READER_OWNED of the owner */
	byte length;             /* RWSEM_FLAG_WAITERS is set while this is not 0 */
	byte waiter[TASKS];      /* the wait_list */
	bool wants_write[TASKS];
};

rwsem sem[2];
/* waiter->task is NULL: the reader has been given the lock. */
bool granted[TASKS];

inline enqueue(s, me, write) {
	sem[s].waiter[sem[s].length] = me;
	sem[s].wants_write[sem[s].length] = write;
	sem[s].length++
}

/* Takes the waiter at a place from the list. */
inline dequeue(s, at) {
	k = at;
	do
	:: k + 1 < sem[s].length ->
		sem[s].waiter[k] = sem[s].waiter[k + 1];
		sem[s].wants_write[k] = sem[s].wants_write[k + 1];
		k++
	:: else -> break
	od;
	sem[s].length--;
	sem[s].waiter[sem[s].length] = 0;
	sem[s].wants_write[sem[s].length] = false;
	if
	:: sem[s].length == 0 -> sem[s].handoff = false
	:: else
	fi
}

/* rwsem_mark_wake(): a writer at the head tries for itself; for a reader at the head all readers of the list get the lock. */
inline mark_wake(s) {
	if
	:: sem[s].length > 0 && !sem[s].wants_write[0] && !sem[s].writer ->
		sem[s].reader_owned = true;
		i = 0;
		do
		:: i < sem[s].length ->
			if
			:: sem[s].wants_write[i] -> i++
			:: else ->
				granted[sem[s].waiter[i]] = true;
				sem[s].readers++;
				dequeue(s, i)
			fi
		:: else -> break
		od;
		sem[s].handoff = false
	:: else
	fi;
	i = 0;
	k = 0
}

inline down_read(s, me) {
	/* rwsem_read_trylock() */
	atomic {
		sem[s].readers++;
		seen = sem[s].readers;
		seen_writer = sem[s].writer;
		seen_waiters = sem[s].length > 0;
		seen_handoff = sem[s].handoff
	};
	if
	:: !seen_writer && !seen_waiters && !seen_handoff -> sem[s].reader_owned = true
	:: else ->
		/* rwsem_down_read_slowpath() */
		steals = !(sem[s].reader_owned && seen > 1 && !seen_writer) && !seen_writer && !seen_handoff;
		if
		:: steals ->
			sem[s].reader_owned = true;
			if
			:: seen == 1 && seen_waiters -> atomic { mark_wake(s) }
			:: else
			fi
		:: else ->
			atomic {
				if
				:: sem[s].length == 0 && !sem[s].writer -> sem[s].reader_owned = true; granted[me] = true
				:: else ->
					enqueue(s, me, false);
					sem[s].readers--;
					if
					:: !sem[s].writer -> mark_wake(s)
					:: else
					fi
				fi
			};
			atomic { granted[me] -> granted[me] = false }
		fi
	fi;
	atomic { seen = 0; seen_writer = false; seen_waiters = false; seen_handoff = false; steals = false }
}

inline up_read(s) {
	atomic {
		sem[s].readers--;
		seen_waiters = sem[s].readers == 0 && !sem[s].writer && sem[s].length > 0
	};
	if
	:: seen_waiters -> atomic { mark_wake(s); seen_waiters = false }
	:: else
	fi
}

inline down_write(s, me) {
	if
	:: atomic {
		/* rwsem_write_trylock(), or optimistic spinning, which may steal the lock from the queue unless that wants it handed over */
		sem[s].readers == 0 && !sem[s].writer && !sem[s].handoff -> sem[s].writer = true; sem[s].reader_owned = false
	}
	:: atomic { sem[s].readers > 0 || sem[s].writer || sem[s].length > 0 -> enqueue(s, me, true) };
		/* rwsem_down_write_slowpath() */
		do
		:: atomic {
			/* rwsem_try_write_lock() */
			sem[s].readers == 0 && !sem[s].writer && (!sem[s].handoff || sem[s].waiter[0] == me) ->
				sem[s].writer = true;
				sem[s].reader_owned = false;
				sem[s].handoff = false;
				i = 0;
				do
				:: sem[s].waiter[i] != me || !sem[s].wants_write[i] -> i++
				:: else -> break
				od;
				dequeue(s, i);
				i = 0;
				k = 0;
				break
		}
		:: atomic { (sem[s].readers > 0 || sem[s].writer) && sem[s].waiter[0] == me && !sem[s].handoff -> sem[s].handoff = true }
		od
	fi
}

inline up_write(s) {
	atomic {
		sem[s].writer = false;
		seen_waiters = sem[s].length > 0
	};
	if
	:: seen_waiters -> atomic { mark_wake(s); seen_waiters = false }
	:: else
	fi
}

#define LOCALS byte seen, i, k; bool seen_writer, seen_waiters, seen_handoff, steals

/* A writer is in the queue of the first lock. */
#define writer_waits (sem[0].length > 0 && sem[0].wants_write[0])

bool first_in, second_in, inside;
byte writers_inside;

proctype recursive_reader(byte me) {
	LOCALS;
	down_read(0, me);
	down_read(0, me);
	up_read(0);
	up_read(0)
}

proctype reader_of_two(byte me; byte first; byte then) {
	LOCALS;
	down_read(first, me);
	down_read(then, me);
	up_read(then);
	up_read(first)
}

proctype reader_that_waits(byte me) {
	LOCALS;
	down_read(0, me);
	first_in = true;
	second_in;
	up_read(0)
}

proctype reader_that_comes(byte me) {
	LOCALS;
	first_in;
	down_read(0, me);
	second_in = true;
	up_read(0)
}

proctype early_reader(byte me) {
	LOCALS;
	down_read(0, me);
	inside = true;
	inside = false;
	up_read(0)
}

/*
 * A reader that comes when a writer waits already, and the readers inside have marked the lock as theirs. Until they have, which they do one step after
 * they have raised the count, it may join them; but then the writer may as well have come later.
 */
proctype late_reader(byte me) {
	LOCALS;
	if
	:: atomic { writer_waits && sem[0].readers > 0 && sem[0].reader_owned -> skip };
		down_read(0, me);
#if CASE == OVERTAKEN_WRITER
		assert(!writer_waits);
#else
		assert(!(inside && writer_waits));
#endif
		up_read(0)
	:: true
	fi
}

proctype sole_writer(byte me; byte s) {
	LOCALS;
	down_write(s, me);
	writers_inside++;
#if CASE == WRITERS_EXCLUDE
	assert(writers_inside == 1);
#endif
	writers_inside--;
	up_write(s)
}

proctype excluded_reader(byte me) {
	LOCALS;
	down_read(0, me);
	assert(writers_inside == 0);
	up_read(0)
}

init {
	atomic {
#if CASE == RECURSIVE_READER
		run recursive_reader(0);
		run sole_writer(1, 0)
#elif CASE == RECURSIVE_READER_ALONE
		run recursive_reader(0);
		run recursive_reader(1)
#elif CASE == READERS_THAT_MEET_INSIDE
		run reader_that_waits(0);
		run reader_that_comes(1);
		run sole_writer(2, 0)
#elif CASE == CROSSWISE_READERS
		run reader_of_two(0, 0, 1);
		run reader_of_two(1, 1, 0)
#elif CASE == CROSSWISE_READERS_AND_WRITERS
		run reader_of_two(0, 0, 1);
		run reader_of_two(1, 1, 0);
		run sole_writer(2, 0);
		run sole_writer(3, 1)
#elif CASE == OVERTAKEN_WRITER || CASE == WRITER_NOT_OVERTAKEN
		run early_reader(0);
		run sole_writer(1, 0);
		run late_reader(2)
#elif CASE == WRITERS_EXCLUDE
		run sole_writer(0, 0);
		run sole_writer(1, 0);
		run excluded_reader(2)
#endif
	}
}
