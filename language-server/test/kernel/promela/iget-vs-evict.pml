/*
 * An inode that is evicted while another task looks it up without inode_hash_lock: evict(), find_inode_fast() and
 * __wait_on_freeing_inode() of fs/inode.c, 6.11.
 *
 * FIXED: "vfs: handle __wait_on_freeing_inode() and evict() race". With i_lock who has found the inode looks whether it is still hashed.
 */

bool i_lock;
bool hashed = true;
bool freeing;           /* I_FREEING */
bool queued;            /* in the wait queue of __I_NEW */
bool sleeps;            /* TASK_UNINTERRUPTIBLE */

inline lock() { atomic { !i_lock -> i_lock = true } }
inline unlock() { i_lock = false }

active proctype evictor() {
	lock();
	freeing = true;
	unlock();
	/* remove_inode_hash() */
	lock();
	hashed = false;
	unlock();
	lock();
	/* wake_up_bit() */
	if
	:: queued -> atomic { queued = false; sleeps = false }
	:: else
	fi;
	unlock()
}

active proctype iget() {
	if
	:: !hashed
	:: hashed ->
		lock();
		if
		:: !freeing -> unlock()
#ifdef FIXED
		:: freeing && !hashed -> unlock()
		:: freeing && hashed ->
#else
		:: freeing ->
#endif
			atomic { queued = true; sleeps = true };
			unlock();
			!sleeps
		fi
	fi
}
