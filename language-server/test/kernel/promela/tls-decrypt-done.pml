/*
 * CVE-2024-26583: a TLS socket that is read and closed while its last record is being decrypted: tls_decrypt_done() and
 * tls_decrypt_async_wait() of net/tls/tls_sw.c, and complete() with the lock of its wait queue.
 *
 * FIXED: "tls: fix race between async notify and socket close". The reader counts as one who decrypts.
 */

bool locked;            /* decrypt_compl_lock */
bool notify;            /* async_notify */
bool queue_locked;      /* async_wait.completion.wait.lock */
byte completed;         /* async_wait.completion.done */
bool freed;             /* the context, with all of these */
#ifdef FIXED
byte pending = 2;       /* decrypt_pending */
#else
byte pending = 1;
#endif

#define USE assert(!freed)

inline lock() { atomic { !locked -> USE; locked = true } }
inline unlock() { atomic { USE; locked = false } }

inline complete() {
	atomic { !queue_locked -> USE; queue_locked = true };
	atomic { USE; completed++ };
	atomic { USE; queue_locked = false }
}

inline wait_for_completion() {
	atomic { !queue_locked && completed > 0 -> completed-- }
}

active proctype reader() {
	bool it;
#ifdef FIXED
	atomic { pending--; it = pending > 0 };
#else
	lock();
	notify = true;
	it = pending > 0;
	unlock();
#endif
	if
	:: it -> wait_for_completion()
	:: else
	fi;
	freed = true
}

active proctype crypto() {
	bool it;
#ifdef FIXED
	atomic { USE; pending--; it = pending == 0 };
#else
	lock();
	atomic { USE; pending--; it = pending == 0 };
	atomic { USE; it = it && notify };
#endif
	if
	:: it -> complete()
	:: else
	fi
#ifndef FIXED
	;
	unlock()
#endif
}
