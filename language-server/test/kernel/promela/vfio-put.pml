/*
 * The last reference on a device of VFIO is dropped while somebody looks the device up: vfio_device_put() and vfio_group_get_device() of
 * drivers/vfio/vfio.c, 4.14.
 *
 * FIXED: "vfio: get rid of vfio_device_put()/vfio_group_get_device* races". The last reference is dropped with the lock of the list.
 */

bool device_lock;
bool on_list = true;
byte count = 1;
bool freed;

inline lock() { atomic { !device_lock -> device_lock = true } }
inline unlock() { device_lock = false }

inline put() {
#ifdef FIXED
	/* kref_put_mutex(): refcount_dec_not_one(), and else with the mutex. */
	atomic {
		assert(!freed && count > 0);
		last = count == 1;
		if
		:: !last -> count--
		:: else
		fi
	};
	if
	:: last ->
		lock();
		atomic { assert(!freed && count > 0); count--; last = count == 0 };
		if
		:: last -> on_list = false; unlock(); freed = true
		:: else -> unlock()
		fi
	:: else
	fi
#else
	atomic { assert(!freed && count > 0); count--; last = count == 0 };
	if
	:: last -> lock(); on_list = false; unlock(); freed = true
	:: else
	fi
#endif
}

active proctype owner() {
	bool last;
	put()
}

active proctype finder() {
	bool last, found;
	lock();
	found = on_list;
	if
	:: found -> atomic { assert(!freed && count > 0); count++ }
	:: else
	fi;
	unlock();
	if
	:: found -> put()
	:: else
	fi
}
