import { expect, test } from "vitest";
import { searchNow } from "../../src/checker/search";
import { explainPair } from "../../src/explain/pair/describe-pair";
import { differentRun } from "../../src/explain/patches/different-run";
import type { Search } from "../../src/explain/verdict/check-scenario";
import type { Outcome } from "../../src/explain/verdict/verdict";
import type { StepOrder } from "../../src/passes/without-order";
import { outcomeOf } from "./check-source";

const search: Search = async (system) => searchNow(system, {}, () => 0).result;

/**
 * The racing pairs of all different runs to the first finding, as labels of what opens the window and what falls into
 * it.
 */
async function pairs(text: string): Promise<string[]> {
	const found: string[] = [];
	const orders: StepOrder[] = [];
	let outcome: Outcome | undefined = outcomeOf(text);
	while (outcome) {
		const [finding] = outcome.findings;
		const pair = explainPair(outcome, finding);
		if (pair === undefined) return [...found, "no pair"];
		const { lanes } = finding.timeline;
		const name = ({ lane, label }: typeof pair.first): string => `${lanes[lane].name}: ${label}`;
		found.push(`${name(pair.first)} < ${name(pair.second)}`);
		orders.push({ first: pair.first, second: pair.second });
		outcome = await differentRun(outcome, finding.subject, orders, search);
	}
	return found;
}

test("two windows for the same failure are two different runs", async () => {
	const found = await pairs(`property wrong "it is wrong" = !bad.set;
struct flag { bool set; }
flag bad;
scenario s {
	bool a; bool b;
	task reader {
		bool first = a;
		if (!first && a) bad.set = true;
		bool second = b;
		if (!second && b) bad.set = true;
	}
	task writer { a = true; }
	task other { b = true; }
}`);
	expect(found).toMatchInlineSnapshot(`
		[
		  "reader: a < writer: a = true",
		  "reader: b < other: b = true",
		]
	`);
});

test("one window is one run", async () => {
	expect(
		await pairs(`scenario s {
	bool freed;
	task user { bool gone = freed; assert(gone || !freed); }
	task owner { freed = true; }
}`),
	).toEqual(["user: freed < owner: freed = true"]);
});
