import { expect, test } from "vitest";
import { analyzeSample, expectationsOf, kernelModel, outcomeOf } from "./sample-files";

const model = kernelModel();

/** What the hangs of a sample say, where it expects them. */
function hangMessages(path: string): string[] {
	return expectationsOf(analyzeSample(model, path)).flatMap((one) => {
		if (one.expectation.outcome !== "hang") return [];
		const hang = outcomeOf(one).findings.find(({ kind, subject }) => kind === "hang" && subject === (one.expectation.subject ?? subject));
		return [hang?.message ?? "no hang"];
	});
}

test("truncate that waits for a pinned page names the function that looks at the count, and who holds the page", () => {
	expect(hangMessages("series/pin-without-end.race")).toMatchInlineSnapshot(`
		[
		  "truncator waits in xfs_break_dax_layouts until page 0's refcount is 1; it is 2, held since #2 by rdma, which has returned",
		]
	`);
});

test("truncate that nobody wakes has a page that is idle, and the step that made it so", () => {
	expect(hangMessages("series/no-idle-callback.race")).toMatchInlineSnapshot(`
		[
		  "truncator sleeps in xfs_break_dax_layouts until page 0's refcount is 1, and is never woken",
		  "truncator sleeps in xfs_break_dax_layouts until page 0's refcount is 1, and is never woken",
		]
	`);
});

test("who waits for a lock names the lock and its holder", () => {
	expect(hangMessages("series/fault-while-holding-pin.race")).toMatchInlineSnapshot(`
		[
		  "reader waits in xfs_filemap_fault for data.i_mmaplock, held since #6 by truncator",
		  "truncator waits in xfs_break_dax_layouts until page 0's refcount is 1; it is 2, held since #3 by reader",
		]
	`);
});
