/*
 * CVE-2017-10661: timerfd_settime() twice at once on one file: timerfd_setup_cancel() and timerfd_remove_cancel() of fs/timerfd.c, 4.14.
 *
 * FIXED: "timerfd: Protect the might cancel mechanism proper". A lock in the context keeps flag and list together.
 */

bool ctx_lock;
bool list_lock;
bool might_cancel;
bool on_list;

inline lock(l) { atomic { !l -> l = true } }
inline unlock(l) { l = false }

inline remove_cancel() {
	if
	:: might_cancel ->
		might_cancel = false;
		lock(list_lock);
		assert(on_list);
		on_list = false;
		unlock(list_lock)
	:: else
	fi
}

inline setup_cancel(cancel_on_set) {
#ifdef FIXED
	lock(ctx_lock);
#endif
	if
	:: cancel_on_set && !might_cancel ->
		might_cancel = true;
		lock(list_lock);
		assert(!on_list);
		on_list = true;
		unlock(list_lock)
	:: cancel_on_set && might_cancel
	:: !cancel_on_set -> remove_cancel()
	fi
#ifdef FIXED
	;
	unlock(ctx_lock)
#endif
}

active proctype on() { setup_cancel(true) }
active proctype off() { setup_cancel(false) }
