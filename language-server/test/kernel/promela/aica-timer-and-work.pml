/*
 * CVE-2024-26654: a timer that queues a work item that arms the timer, and the end of both: sound/sh/aica.c.
 *
 * FIXED: "ALSA: sh: aica: reorder cleanup operations to avoid UAF bugs". WORK_FIRST: the work is cancelled before the timer; ASYNC_TIMER: the
 * timer's handler is not waited for.
 */

bool running = true;            /* snd_pcm_running() */
bool work_pending = true, work_runs;
bool timer_pending, timer_runs;
bool freed;                     /* dreamcastcard->channel */

/* Waits for the item that was queued last: its runs are told apart by no number, since none begins between. */
inline flush_work() {
	!work_pending;
	!work_runs
}

/* While it waits the item cannot be queued. */
inline cancel_work_sync() {
	cancelling = true;
	work_pending = false;
	!work_runs;
	cancelling = false
}

inline del_timer() { timer_pending = false }

inline del_timer_sync() {
	atomic { !timer_runs -> timer_pending = false }
}

bool cancelling;

active proctype closer() {
	running = false;
#ifdef FIXED
#ifdef WORK_FIRST
	cancel_work_sync();
	del_timer_sync();
#else
#ifdef ASYNC_TIMER
	del_timer();
#else
	del_timer_sync();
#endif
	cancel_work_sync();
#endif
#else
	flush_work();
	del_timer();
#endif
	freed = true
}

active proctype run_spu_dma() {
	bool arms;
end:	do
	:: atomic { work_pending && !work_runs -> work_pending = false; work_runs = true };
		assert(!freed);
#ifdef FIXED
		arms = running;
#else
		arms = true;
#endif
		if
		:: arms -> timer_pending = true
		:: else
		fi;
		work_runs = false
	od
}

active proctype aica_period_elapsed() {
end:	do
	:: atomic { timer_pending -> timer_pending = false; timer_runs = true };
		if
		:: running ->
			atomic {
				if
				:: !cancelling -> work_pending = true
				:: else
				fi
			}
		:: else
		fi;
		timer_runs = false
	od
}
