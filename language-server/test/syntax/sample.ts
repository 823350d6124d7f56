/** A text without mistakes in which every construct of the language occurs. */
export const sample = `use "locks.race";

/* The model
   of a lock. */
/// A lock that one task holds.
///
/// @source kernel/locking/mutex.c mutex_lock 4.19
struct mutex {
	/// Who holds it, or null.
	task owner;
	int 0..7 waiters[2] = 0;
	bool fair = true;
};
struct page { int -1..0xF refcount; int __data_racy hits; mutex lock = new mutex { fair: false, }; counted page next; }
extend task { int 0..3 held; page pinned[4]; cpu cpu; bool in_irq; }
struct cpu {}
cpu cpu0;

/// An interrupt.
handler irq {
	enter: irq_enter();
	exit: release();
}
/// One thing at a time.
guard may_run = !self.cpu || (forall t in task: t == self || t.cpu != self.cpu || !t.in_irq);
fn irq_enter() { self.in_irq = true; }
/// Cleans a page.
task cleaner for (p in page: p.refcount > 0) on cpu0 { p.refcount = 0; }
irq late for (p in page: p.refcount > 1) { release(); }

enum page_kind {
	/// Memory of a process.
	ANON_PAGE,
	DAX_PAGE, // the page is the block
}
const FOLL_WRITE = 1 << 0;
const MASK = ~FOLL_WRITE & 0xff | 2 ^ 3;

patch huge_recheck {
	title: "mm: look again after \\"pinning\\" {0}";
	commit: "9a1b";
	position: 3;
	kind: mutant;
}
option tlb_mode = broadcast | ipi;
kernel v4.17;
kernel v4.18 = v4.17 + huge_recheck - other;
kernel v6.1.192 = v4.18;

int 0..MAX - 1 counter;
page zero_page;

/// Must hold in every state.
property positive "{p} has {p.refcount - 1} {{references}}" = forall p in page: p.refcount >= 0 && !(p.next == null);
property all_done at end = count t in task: t.held > 0 == 0;
property underflow(page p, int n = 0) "{p} drops below {n}";

fn page get_page(page p, int *nr, page pages[], bool write = false) {
	atomic {
		wait (p.lock.owner == null || (*nr) < 3);
		p->refcount += 1;
		(*nr)++;
	}
	pages[*nr - 1] = p;
	if (write) return p;
	else if (patched(huge_recheck) && option(tlb_mode) == ipi) { return null; }
	while (exists i in 0..3: pages[i] == p) {
		if (p.refcount % 2 != 0) continue;
		break;
	}
	return write ? p : self.held > 0 ? pages[0] : null;
}
fn int 0..3 number() { return choose(0..3); }
fn page any() { return choose(p in page: p.refcount > 0); }
fn release() { }

scenario gup_vs_truncate {
	kernel v4.18 - huge_recheck;
	option tlb_mode = ipi;
	const LIMIT = 2;
	pool page: LIMIT * 2;
	page data = new page { refcount: 1 };
	task t;
	int 0..LIMIT device_count[3];
	counted page kept[2];
	property positive off;
	property local_one = data.refcount <= LIMIT;

	/// The reader.
	task reader[2] {
		int count;
		int 0..1 n = 0;
		page pages[2];
		page p = get_page(data, &n, pages, write: true);
		for (i in 0..length(pages) - 1) pages[i] = null;
		for (x in page) { x.refcount -= 1; x.refcount |= 1; x.refcount &= 3; }
		choose { n = 0; } or { n--; } or { release(); }
		assert(p != null, "no page for {self}");
		assert(n < 2, underflow(p, n));
		assert(true);
		{ count = number() * 2 / 1; }
	}
	device disk { served wait (data.refcount > 0); idle wait (data.refcount == 0); }
	daemon task khugepaged { while (true) { wait (counter > 0); counter--; } }
	irq timer on cpu0 { counter = 0; }
	once irq reset on cpu0 { release(); }
	task bound[2] on cpu0 { release(); }
	fn helper(page p) { p.refcount = 0; }

	expect safe;
	expect race all_done under v4.17 + huge_recheck, tlb_mode = broadcast;
	expect race under v4.17;
	expect hang reader;
	expect no race underflow;
	expect data_race data.refcount under v4.17;
	expect no data_race;
	expect safe under tlb_mode = ipi;
}
`;
