/**
 * Spin as a judge of locks and references: Promela models written from the kernel's source come to the same verdicts as
 * the cases beside them.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { searchNow } from "../../../src/checker/search";
import { compile } from "../../../src/compiler/compile";
import { analyzeProgram } from "../../../src/semantics/analyze";
import { makeConfiguration } from "../../../src/semantics/configuration";
import type { Program } from "../../../src/semantics/program";
import { parse } from "../../../src/syntax/parser";
import { kernelModel } from "../../samples/sample-files";
import { hasSpin, holds } from "./spin";

const model = kernelModel();

/** The cases of a file in the folder above. */
function cases(file: string): Program {
	return analyzeProgram(model, [{ uri: `file:///${file}`, tree: parse(readFileSync(join(__dirname, "..", file), "utf8")) }]);
}

/** Whether a case is safe under a release with some more patches. */
function isSafe(program: Program, scenario: string, release: string, added: readonly string[] = []): boolean {
	const found = program.files[0].scenarios.find(({ symbol }) => symbol.name === scenario);
	const kernel = model.kernels.find(({ name }) => name === release);
	if (found === undefined || kernel === undefined) throw new Error(`no scenario ${scenario}, or no release ${release}`);
	const patches = new Set([...kernel.patches, ...added]);
	const { system } = compile(program, found, makeConfiguration(release, patches, found.configuration.options, new Map()));
	if (system === undefined) throw new Error(`${scenario} cannot be compiled`);
	const { result } = searchNow(system);
	if (!result.complete) throw new Error(`${scenario} is too large`);
	return result.violations.length === 0 && result.hangs.length === 0;
}

describe.runIf(hasSpin)("a page of the page cache that one task finds and another one gives back, beside reclaim", () => {
	test.each([
		["found_by_one_and_given_back_by_another", ["PUTS=1"], [], true],
		["found_by_one_and_given_back_by_another", ["PUTS=1", "UNCONDITIONAL"], ["unconditional_get"], false],
		["given_back_twice", ["PUTS=2"], [], false],
		["found_and_forgotten", ["PUTS=0"], [], false],
	])("%s %j", async (scenario, defined, patches, holding) => {
		expect(await holds("references.pml", defined, "assertions")).toBe(holding);
		expect(isSafe(cases("references.race"), scenario, "v4.19", patches)).toBe(holding);
	});
});

describe.runIf(hasSpin)("a rwsem with its count, its queue, stealing and handoffs", () => {
	test.each([
		["recursive_reader", "ends", false],
		["recursive_reader_alone", "ends", true],
		["readers_that_meet_inside", "ends", false],
		["crosswise_readers", "ends", true],
		["crosswise_readers_and_writers", "ends", false],
		["overtaken_writer", "assertions", false],
		["writer_not_overtaken", "assertions", true],
		["writers_exclude", "assertions", true],
		["writers_exclude", "ends", true],
	] as const)("%s: %s", async (scenario, what, holding) => {
		expect(await holds("rwsem.pml", [`CASE=${scenario.toUpperCase()}`], what)).toBe(holding);
		expect(isSafe(cases("locks.race"), scenario, "v6.1")).toBe(holding);
	});
});

describe.runIf(hasSpin)("a qrwlock with its count, its queue, and readers in interrupts that pass it", () => {
	test.each([
		["recursive_read_lock", "ends", false],
		["recursive_read_lock_bh", "ends", true],
		["recursive_read_trylock", "ends", true],
		["write_lock_with_interrupts_on", "ends", false],
		["readers_with_interrupts_on", "ends", true],
		["writer_in_interrupt", "ends", false],
		["rwlock_excludes", "assertions", true],
		["rwlock_excludes", "ends", true],
	] as const)("%s: %s", async (scenario, what, holding) => {
		expect(await holds("qrwlock.pml", [`CASE=${scenario.toUpperCase()}`], what)).toBe(holding);
		expect(isSafe(cases("rwlocks.race"), scenario, "v6.1")).toBe(holding);
	});
});
