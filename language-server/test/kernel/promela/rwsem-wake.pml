/*
 * A reader of a rwsem who is on the wake_q of somebody else when he is given the lock: __rwsem_mark_wake() and rwsem_down_read_failed() of
 * kernel/locking/rwsem-xadd.c, wake_q_add() and wake_up_q() of kernel/sched/core.c, 4.20.
 *
 * FIXED: "locking/rwsem: Fix (possible) missed wakeup". He is told that he has the lock before he is put on the wake_q.
 */

bool waiter_task = true;        /* waiter.task is the reader */
bool uninterruptible;           /* the reader's state */
bool on_wake_q;                 /* his wake_q.next, which only one queue can have */

inline wake_q_add(mine) {
	atomic {
		if
		:: !on_wake_q -> on_wake_q = true; mine = true
		:: else
		fi
	}
}

inline wake_up_q(mine) {
	if
	:: mine -> on_wake_q = false; uninterruptible = false
	:: else
	fi
}

active proctype reader() {
	do
	:: uninterruptible = true;
		if
		:: !waiter_task -> break
		:: else -> !uninterruptible
		fi
	od;
	uninterruptible = false
}

active proctype up_write() {
	bool mine;
#ifndef FIXED
	wake_q_add(mine);
#endif
	waiter_task = false;
#ifdef FIXED
	wake_q_add(mine);
#endif
	wake_up_q(mine)
}

active proctype other() {
	bool mine;
	wake_q_add(mine);
	wake_up_q(mine)
}
