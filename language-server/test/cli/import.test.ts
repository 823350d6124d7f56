/** `raceline import`: functions of a C file as code of a scenario file. */
import { expect, test } from "vitest";
import { raceline } from "./command-line";

const files = {
	"drivers/dev.c": `
#include <linux/slab.h>
static int count(struct counter *c, struct dev *dev)
{
	increment(c);
	pr_info("counted");
	return dev->id;
}
static void other(void) { }
`,
};

test("writes the code to the output, and what is to be known of it beside it", async () => {
	const { out, err, status } = await raceline(["import", "drivers/dev.c:count"], files);
	expect(out).toBe(`struct dev {
	int id;
};

static int count(struct counter *c, struct dev *dev)
{
	increment(c);
	pr_info("counted");
	return dev->id;
}
`);
	expect(err).toBe("Declared, as far as their use tells what they are: dev.\nWithout effect here: pr_info.\n");
	expect(status).toBe(0);
});

test("what the code uses is taken from its file and the headers that this includes", async () => {
	const files = {
		"drivers/ring/ring.c": `
#include "ring.h"
#include <linux/limits.h>
#define RETRIES 3
enum { IDLE, BUSY };
static DEFINE_SPINLOCK(ring_lock);
static int tries(int n) { return clamp(n) + RETRIES; }
static void unused(void) { }
int ring_take(struct ring *ring)
{
	spin_lock(&ring_lock);
	ring->state = BUSY;
	ring->left = tries(MOST);
	spin_unlock(&ring_lock);
	return ring->slots[0];
}
`,
		"drivers/ring/ring.h": "struct ring { u8 slots[MOST], other; union { int state; long left; }; struct device *dev; };",
		"include/linux/limits.h": "#define MOST 2\nstatic inline int clamp(int n) { return n > MOST ? MOST : n; }\n",
	};
	const { out, err } = await raceline(["import", "drivers/ring/ring.c:ring_take"], files);
	expect(out).toBe(`#define MOST 2
#define RETRIES 3

enum { IDLE, BUSY };

static DEFINE_SPINLOCK(ring_lock);

struct ring {
	int state;
	long left;
	u8 slots[MOST];
};

static inline int clamp(int n) { return n > MOST ? MOST : n; }

static int tries(int n) { return clamp(n) + RETRIES; }

int ring_take(struct ring *ring)
{
	spin_lock(&ring_lock);
	ring->state = BUSY;
	ring->left = tries(MOST);
	spin_unlock(&ring_lock);
	return ring->slots[0];
}
`);
	expect(err).toBe("Taken with it: MOST, ring_lock, BUSY, tries(), clamp(), RETRIES.\nNot known here: spinlock, spin_lock, spin_unlock.\n");
	const elsewhere = await raceline(["import", "--include", "include", "ring.c:ring_take"], {
		"ring.c": files["drivers/ring/ring.c"].replace('"ring.h"', "<ring.h>"),
		"include/ring.h": files["drivers/ring/ring.h"],
		"include/linux/limits.h": files["include/linux/limits.h"],
	});
	expect(elsewhere.out).toBe(out);
});

test("what it writes is checked as it stands", async () => {
	const { out } = await raceline(["import", "drivers/dev.c"], files);
	const scenario = "scenario s { counter c; struct dev d; task t { count(&c, &d); } }";
	expect(await raceline(["check", "a.race"], { "a.race": `${out}\n${scenario}\n` })).toMatchObject({ status: 0 });
});

test.each([
	["drivers/dev.c:cuont", "drivers/dev.c defines no function called 'cuont'; did you mean 'count'?"],
	["drivers/gone.c:count", "no such file: drivers/gone.c"],
])("%s: %s", async (path, problem) => {
	expect(await raceline(["import", path], files)).toEqual({ out: "", err: `raceline: ${problem}\n`, status: 2 });
});
