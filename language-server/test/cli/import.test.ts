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
