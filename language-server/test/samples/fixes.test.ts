/**
 * Each place at which a sample asks for the fix of its bug is needed: left out at that place alone, the sample is not
 * safe.
 */
import { expect, test } from "vitest";
import { searchNow } from "../../src/checker/search";
import { compile } from "../../src/compiler/compile";
import { describeOutcome } from "../../src/explain/verdict/outcome";
import { analyzeProgram } from "../../src/semantics/analyze";
import { parse } from "../../src/syntax/parser";
import { analyzeSample, kernelModel, sampleTexts } from "./sample-files";

const model = kernelModel();

/**
 * Places, each with the statement that follows, that are part of a fix for another reason than that something fails.
 */
const others: ReadonlyMap<string, string> = new Map([
	["kernel/set-mems-allowed.race: local_irq_restore(flags);", "interrupts stay off"],
	["memory-management/page-counter-watermark.race: data_race(c->failcnt++);", "no two tasks fail at once"],
	["memory-management/swap-entry-reused.race: swapcache_clear(&entry);", "the slot is never used again"],
	["net/conntrack-recycled.race: set_bit(IPS_CONFIRMED_BIT, &ct->status);", "the connection is never found"],
	["tutorial/07-reference.race: put_buffer(b);", "the buffer is never freed"],
	["usb/ffs-aio-cancel.race: kfree(req);", "the request is never freed"],
]);

/**
 * Where the samples ask for their own fixes, with the text in which the fix is left out there. What a fix takes away
 * (`!patched(…)`) is not looked at: kept beside what has come in its place, it mostly does no harm.
 */
const places = [...sampleTexts].flatMap(([path, text]) => {
	const fixes = analyzeSample(model, path).files[0].patches.filter(({ entries }) => entries.kind !== "mutant");
	return fixes.flatMap(({ name }) =>
		[...text.matchAll(new RegExp(`(?<!!)patched\\(${name}\\)`, "g"))].map(({ 0: asks, index }) => {
			const [line, next] = text.slice(text.lastIndexOf("\n", index) + 1).split("\n", 2);
			const statement = /^\s*if .*\)( \{)?$/.test(line) ? next : line;
			const without = `${text.slice(0, index)}false${text.slice(index + asks.length)}`;
			return { path, name, place: `${path}: ${statement.trim()}`, without };
		}),
	);
});

test("all other places are there", () => {
	expect(places.map(({ place }) => place)).toEqual(expect.arrayContaining([...others.keys()]));
});

test.each(places.filter(({ place }) => !others.has(place)))("$place", ({ path, name, without }) => {
	const program = analyzeProgram(model, [{ uri: `file:///samples/${path}`, tree: parse(without) }]);
	const verdicts = program.files[0].scenarios.flatMap((scenario) => {
		const fixed = scenario.expectations.find(({ outcome, configuration }) => outcome === "safe" && configuration.patches.includes(name));
		if (fixed === undefined) return [];
		const { system, text, problems } = compile(program, scenario, fixed.configuration);
		if (system === undefined) throw new Error(problems.map(({ message }) => message).join("; "));
		return [describeOutcome({ system, text }, searchNow(system).result, fixed.configuration).verdict];
	});
	expect(verdicts.length).toBeGreaterThan(0);
	for (const verdict of verdicts) expect(["race", "hang"]).toContain(verdict);
});
