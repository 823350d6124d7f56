/**
 * Spin as a judge of the kernel model: Promela models written from the kernel's source, not exported, come to the same
 * verdicts under every release.
 */
import { describe, expect, test } from "vitest";
import { hasSpin, holds } from "./spin";
import { verdictOf } from "./verdict";

/** Whether a scenario of a sample is safe under a release. */
const isSafe = (path: string, scenario: string, release: string): boolean => verdictOf(path, scenario, release) === "safe";

describe.runIf(hasSpin)("private pages that are pinned", () => {
	const [copies, since511] = [
		["SOLE_REF", "FORK_COPIES"],
		["SEQ", "SPARES"],
	];
	/** Releases with what they have. */
	const releases: readonly (readonly [readonly string[], readonly string[]])[] = [
		[["v4.14", "v4.19", "v5.7"], []],
		[["v5.8"], ["BREAKS_COW"]],
		[["v5.9", "v5.10"], copies],
		[
			["v5.11", "v5.15", "v5.18"],
			[...copies, ...since511],
		],
		[
			["v5.19", "v6.1", "v6.12", "v6.18"],
			[...copies, ...since511, "EXCLUSIVE", "UNSHARE"],
		],
	];
	const scenarios = [
		["WATCHED", "exclusive-pages.race", "soft_dirty_vs_pin", "safe safe race race safe"],
		["WATCHED_LATER", "exclusive-pages.race", "soft_dirty_after_pin", "safe safe race safe safe"],
		["FORKED", "fork-vs-pin.race", "fork_vs_pin", "race race race safe safe"],
		["READ_ONLY", "exclusive-pages.race", "read_only_pin_of_shared_page", "race safe race race safe"],
	] as const;

	test.each(scenarios)("%s", async (happens, file, scenario, expected) => {
		const words = (safe: readonly boolean[]) => safe.map((one) => (one ? "safe" : "race")).join(" ");
		const spin = [];
		for (const [, defined] of releases) spin.push(await holds("exclusive-pages.pml", [happens, ...defined], "assertions"));
		expect(words(spin)).toBe(expected);
		for (const [index, [names]] of releases.entries())
			for (const release of names) expect(isSafe(`memory-management/${file}`, scenario, release), release).toBe(spin[index]);
	});
});

describe.runIf(hasSpin)("two CPUs that fault on a page of an accelerator", () => {
	test.each([
		["v4.19", ["IDLE=1", "WAITER_HOLDS"], false],
		["v5.10", ["IDLE=1", "WAITER_DROPS"], false],
		["v5.17", ["IDLE=1", "CHECKS"], true],
		["v6.0", ["IDLE=0", "CHECKS"], true],
		["v6.12", ["IDLE=0", "CHECKS", "FAULT_HOLDS"], false],
		["v6.15", ["IDLE=0", "CHECKS", "FAULT_HOLDS", "FAULT_LOCKS"], true],
	])("%s", async (release, defined, come) => {
		expect(await holds("device-private-fault.pml", defined, "liveness")).toBe(come);
		expect(isSafe("memory-management/accelerator-memory.race", "two_cpus_fault_private_memory", release)).toBe(come);
	});
});
