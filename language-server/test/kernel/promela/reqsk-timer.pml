/*
 * CVE-2024-50154: a connection is accepted while the timer that would send its SYN-ACK again runs: reqsk_queue_unlink() and
 * reqsk_timer_handler() of net/ipv4/inet_connection_sock.c, 6.11.
 *
 * FIXED: "tcp/dccp: Don't use timer_pending() in reqsk_queue_unlink()."
 */

bool timer_pending = true, timer_runs;
bool freed;             /* the listener */

active proctype server() {
#ifdef FIXED
	atomic { !timer_runs -> timer_pending = false };
#else
	if
	:: timer_pending -> atomic { !timer_runs -> timer_pending = false }
	:: else
	fi;
#endif
	freed = true
}

active proctype reqsk_timer_handler() {
end:	do
	:: atomic { timer_pending -> timer_pending = false; timer_runs = true };
		assert(!freed);
		timer_pending = true;
		timer_runs = false
	od
}
