/*
 * The thread of a oneshot interrupt against the tail of the handler that has woken it: handle_level_irq() of kernel/irq/chip.c and
 * irq_finalize_oneshot() of kernel/irq/manage.c, 2.6.33. The device has something to say twice; either of two processors takes its interrupts.
 *
 * FLAG, WAITS: the two halves of "genirq: Prevent oneshot irq thread race". The flag goes with the mask; the thread waits until the handler is
 * through.
 */

bool lock;              /* desc->lock */
bool asserted;          /* the device holds its line */
bool masked;            /* by the chip */
bool flag;              /* IRQ_MASKED */
bool in_progress;       /* IRQ_INPROGRESS */
bool woken;             /* IRQTF_RUNTHREAD */

inline take() { atomic { !lock -> lock = true } }

active proctype device() {
	!asserted;
	asserted = true;
	!asserted;
	asserted = true
}

active[2] proctype handle_level_irq() {
end:	do
	:: asserted && !masked ->
		take();
		masked = true;
#ifdef FLAG
		flag = true;
#endif
		if
		:: in_progress -> lock = false
		:: else ->
			in_progress = true;
			lock = false;
			woken = true;
			take();
			in_progress = false;
#ifndef FLAG
			flag = true;
#endif
			lock = false
		fi
	od
}

active proctype irq_thread() {
end:	do
	:: atomic { woken -> woken = false };
		asserted = false;
		take();
#ifdef WAITS
		do
		:: in_progress -> lock = false; !in_progress; take()
		:: else -> break
		od;
#endif
		if
		:: flag -> flag = false; masked = false
		:: else
		fi;
		lock = false
	od
}

/* When nobody can do anything more the line is open, or nobody hears of the device again. */
active proctype at_rest() {
	timeout -> assert(!masked)
}
