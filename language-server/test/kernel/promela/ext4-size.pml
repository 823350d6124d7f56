/*
 * ext4_setattr() of a file with a pinned page, interrupted by a signal, written by hand from the kernel's source: fs/ext4/inode.c (ext4_setattr,
 * ext4_break_layouts), kernel/sched/wait.c (prepare_to_wait_event).
 *
 *   BREAKS   v4.19 on   layouts are broken
 *   AFTER    v5.3 on    i_size is written when they have been
 */
byte size = 1, refs;
bool mapped = true, mmap_sem, killed, failed, returned;

inline setattr() {
#ifndef AFTER
	size = 0;
#endif
	atomic { !mmap_sem -> mmap_sem = true };
#ifdef BREAKS
	do
	:: mapped = false;
		if
		:: refs == 0 -> break
		:: else
		fi;
		/* the wait: the condition first, then the signal */
		do
		:: refs == 0 -> break
		:: refs != 0 && killed -> failed = true; break
		:: refs != 0 && !killed ->
			mmap_sem = false;
			(refs == 0 || killed);
			atomic { !mmap_sem -> mmap_sem = true }
		od;
		if
		:: failed -> break
		:: else
		fi
	od;
#endif
	if
	:: !failed -> size = 0
	:: else
	fi;
	mmap_sem = false;
	assert(!failed || size == 1);
	returned = true
}

active proctype truncator() { setattr() }

active proctype holder() {
	bool seen;
	seen = mapped;
	if
	:: seen ->
		refs++;
		if
		:: mapped -> skip
		:: else -> seen = false
		fi;
		refs--
	:: else
	fi
}

active proctype user() { killed = true }
