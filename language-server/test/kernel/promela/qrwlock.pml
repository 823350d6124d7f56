/*
 * The word and the queue of a qrwlock, step by step as in kernel/locking/qrwlock.c and include/asm-generic/qrwlock.h of 6.1: the readers counted, a
 * writer who is inside, one who waits at the head of the queue, and the spinlock in the lock, whose waiters are served in turn. Written by hand beside
 * the model of Raceline, which has no queue. Interrupts come, once, between any two steps of the process that they interrupt, and run within it.
 *
 * CASE chooses what the processes do with the lock.
 */

#define RECURSIVE_READ_LOCK 1
#define RECURSIVE_READ_LOCK_BH 2
#define RECURSIVE_READ_TRYLOCK 3
#define WRITE_LOCK_WITH_INTERRUPTS_ON 4
#define READERS_WITH_INTERRUPTS_ON 5
#define WRITER_IN_INTERRUPT 6
#define RWLOCK_EXCLUDES 7

byte readers;           /* cnts >> _QR_SHIFT, with those that wait or are about to back out */
bool locked;            /* _QW_LOCKED */
bool waiting;           /* _QW_WAITING */
byte next_ticket;       /* of wait_lock */
byte now_served;

byte writers_inside;

#define NO_WRITER (!locked && !waiting)

/* queued_read_lock() where in_interrupt() is true. */
inline read_lock_in_interrupt() {
	readers++;
	!locked
}

/* queued_read_lock() in a task. */
inline read_lock_in_task() {
	atomic { readers++; passes = NO_WRITER };
	if
	:: passes
	:: else ->
		interrupt();
		readers--;
		interrupt();
		atomic { ticket = next_ticket; next_ticket++ };
		do
		:: atomic { now_served == ticket -> break }
		:: atomic { now_served != ticket && may_come -> interrupt() }
		od;
		interrupt();
		readers++;
		do
		:: atomic { !locked -> break }
		:: atomic { locked && may_come -> interrupt() }
		od;
		now_served++
	fi
}

inline read_unlock() {
	readers--
}

/* queued_read_trylock(). */
inline read_trylock() {
	taken = false;
	passes = NO_WRITER;
	if
	:: passes ->
		atomic { readers++; taken = NO_WRITER };
		if
		:: taken
		:: else -> readers--
		fi
	:: else
	fi
}

/* queued_write_lock(). */
inline write_lock() {
	if
	:: atomic { readers == 0 && NO_WRITER -> locked = true }
	:: atomic { !(readers == 0 && NO_WRITER) -> ticket = next_ticket; next_ticket++ };
		now_served == ticket;
		if
		:: atomic { readers == 0 && !locked -> locked = true }
		:: atomic { else -> waiting = true };
			atomic { readers == 0 && !locked -> waiting = false; locked = true }
		fi;
		now_served++
	fi
}

inline write_unlock() {
	locked = false
}

/* What comes between, once. */
inline interrupt() {
#if CASE == WRITE_LOCK_WITH_INTERRUPTS_ON || CASE == READERS_WITH_INTERRUPTS_ON
	if
	:: may_come -> may_come = false; read_lock_in_interrupt(); read_unlock()
	:: true
	fi
#elif CASE == WRITER_IN_INTERRUPT
	if
	:: may_come -> may_come = false; write_lock(); write_unlock()
	:: true
	fi
#else
	skip
#endif
}

#define LOCALS byte ticket; bool passes, taken, may_come

proctype recursive_reader() {
	LOCALS;
	read_lock_in_task();
	read_lock_in_task();
	read_unlock();
	read_unlock()
}

proctype recursive_reader_bh() {
	LOCALS;
	read_lock_in_interrupt();
	read_lock_in_interrupt();
	read_unlock();
	read_unlock()
}

proctype recursive_trier() {
	LOCALS;
	read_lock_in_task();
	read_trylock();
	if
	:: taken -> read_unlock()
	:: else
	fi;
	read_unlock()
}

proctype interrupted_reader() {
	LOCALS;
	may_come = true;
	interrupt();
	read_lock_in_task();
	interrupt();
	read_unlock();
	interrupt()
}

proctype interrupted_writer() {
	LOCALS;
	may_come = true;
	interrupt();
	write_lock();
	interrupt();
	write_unlock();
	interrupt()
}

proctype sole_writer() {
	LOCALS;
	write_lock();
	writers_inside++;
	assert(writers_inside == 1);
	writers_inside--;
	write_unlock()
}

proctype excluded_reader() {
	LOCALS;
	read_lock_in_task();
	assert(writers_inside == 0);
	read_unlock()
}

init {
	atomic {
#if CASE == RECURSIVE_READ_LOCK
		run recursive_reader();
		run sole_writer()
#elif CASE == RECURSIVE_READ_LOCK_BH
		run recursive_reader_bh();
		run sole_writer()
#elif CASE == RECURSIVE_READ_TRYLOCK
		run recursive_trier();
		run sole_writer()
#elif CASE == WRITE_LOCK_WITH_INTERRUPTS_ON
		run interrupted_writer()
#elif CASE == READERS_WITH_INTERRUPTS_ON || CASE == WRITER_IN_INTERRUPT
		run interrupted_reader();
		run sole_writer()
#elif CASE == RWLOCK_EXCLUDES
		run sole_writer();
		run sole_writer();
		run excluded_reader()
#endif
	}
}
