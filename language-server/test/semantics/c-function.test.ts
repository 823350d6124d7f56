/** A function as a kernel file has it, with what stands around it, taken without a change. */
import { expect, test } from "vitest";
import { searchNow } from "../../src/checker/search";
import { formattingEdits } from "../../src/service/editing/formatting";
import { parse } from "../../src/syntax/parser";
import { compileSource, problemsOf } from "../compile-source";

/** What the library would bring. */
const library = `
struct mutex { bool held; };
void mutex_lock(struct mutex *lock) { atomic { wait (!lock->held); lock->held = true; } }
void mutex_unlock(struct mutex *lock) { lock->held = false; }
enum { ENOMEM = 12, EBUSY = 16, EINVAL = 22 };
option CONFIG_RING_STATS = y | n;
`;

const file = `#include <linux/ring.h>

#define RING_SLOTS	2
#define RING_RETRIES	3

enum ring_state { RING_IDLE = 1, RING_BUSY, RING_DEAD = 7 };

struct slot {
	unsigned int used:1, dirty:1;
	struct slot *next;
};

struct ring {
	struct mutex lock;
	enum ring_state state;
	struct slot slots[RING_SLOTS], *free;
	u8 taken, missed;
};
typedef struct ring ring_t;

static int ring_take(ring_t *, struct slot **out, unsigned int flags);

/* Takes a free slot of a ring, or says why there is none. */
static int __must_check ring_take(ring_t *ring, struct slot **out, unsigned int flags)
{
	struct slot *slot, *prev = NULL;
	int ret = 0, tries = RING_RETRIES;

	if (unlikely(!ring || flags & ~1UL))
		return -EINVAL;
again:
	mutex_lock(&ring->lock);
	switch (ring->state) {
	case RING_BUSY:
		if (flags) {
			ret = -EBUSY;
			goto out_unlock;
		}
		mutex_unlock(&ring->lock);
		if (--tries > 0)
			goto again;
		return -EBUSY;
	case RING_DEAD:
		WARN_ON_ONCE(ring->taken);
		fallthrough;
	default:
		break;
	}
	for (slot = ring->free; slot; prev = slot, slot = slot->next) {
		if (!slot->used)
			break;
	}
	if (!(*out = slot)) {
		ret = -ENOMEM;
#ifdef CONFIG_RING_STATS
		ring->missed++;
#endif
		goto out_unlock;
	}
	slot->used = slot->dirty = 1;
	pr_debug("slot taken after %d tries\\n", RING_RETRIES - tries);
	ret = prev ? 1 : ring->taken++ ? 2 : 0;
out_unlock:
	mutex_unlock(&ring->lock);
	return ret;
}
`;

const scenario = (more = "") => `
scenario s {
	${more}
	ring_t ring;

	task t[2] {
		struct slot *slot;
		int ret;

		ring.free = &ring.slots[0];
		ret = ring_take(&ring, &slot, 0);
		assert(ret >= 0 ? slot != NULL : ret == -ENOMEM);
		assert(ring_take(NULL, &slot, 0) == -EINVAL);
	}
	property once at end = ring.taken <= 1 && ring.missed <= 1;
}
`;

test("nothing is wrong with it but what is left out", () => {
	expect(problemsOf(library + file + scenario()).map((problem) => problem.split(" ")[0])).toEqual(["left-out", "left-out"]);
});

test("it does what it does in the kernel", () => {
	const found = (text: string) => searchNow(compileSource(text), {}, () => 0).result;
	expect(found(library + file + scenario())).toMatchObject({ complete: true, violations: [], hangs: [] });
	const unlocked = file.replace("\tmutex_lock(&ring->lock);\n", "");
	expect(found(library + unlocked + scenario()).violations).not.toEqual([]);
	const forgotten = file.replace("out_unlock:\n\tmutex_unlock(&ring->lock);\n", "out_unlock:\n");
	expect(found(library + forgotten + scenario()).hangs).not.toEqual([]);
	expect(found(library + file + scenario("option CONFIG_RING_STATS = n;"))).toMatchObject({ violations: [], hangs: [] });
});

test("it is formatted as it is written", () => {
	expect(formattingEdits(parse(file))).toEqual([]);
});
