/**
 * Spin as a judge of the samples of public bugs: models written from the stories and the kernel's source, not exported,
 * come to the same verdicts before and after the fix.
 */
import { describe, expect, test } from "vitest";
import { analyzeSample, expectationsOf, kernelModel, resultOf } from "../../samples/sample-files";
import { hasSpin, spinVerdict } from "./spin";

/** What comes out for a sample's only scenario before its fix, and with it. */
function verdictsOf(path: string): readonly string[] {
	const expectations = expectationsOf(analyzeSample(kernelModel(), path));
	const fixed = expectations.find(({ expectation }) => expectation.outcome === "safe");
	return [expectations[0], fixed].map((one) => {
		if (one === undefined) throw new Error(`${path} has no fix`);
		const { violations, hangs, complete } = resultOf(one.system);
		if (!complete) throw new Error(`${path} is too large`);
		return violations.length > 0 ? "race" : hangs.length > 0 ? "hang" : "safe";
	});
}

describe.runIf(hasSpin)("before the fix and with it", () => {
	test.each([
		["tls-decrypt-done.pml", "FIXED", "net/tls-decrypt-done.race", "race"],
		["reqsk-timer.pml", "FIXED", "net/reqsk-timer-pending.race", "race"],
		["aica-timer-and-work.pml", "FIXED", "sound/aica-timer-and-work.race", "race"],
		["vfio-put.pml", "FIXED", "drivers/vfio-device-put.race", "race"],
		["timerfd-cancel.pml", "FIXED", "fs/timerfd-cancel-list.race", "race"],
		["iget-vs-evict.pml", "FIXED", "fs/iget-after-wake.race", "hang"],
		["rwsem-wake.pml", "FIXED", "kernel/rwsem-wake-before-release.race", "hang"],
		["waiters-bit.pml", "FIXED", "memory-management/waiters-bit-lost.race", "hang"],
		["swap-entry.pml", "FIXED", "memory-management/swap-entry-reused.race", "race"],
		["dirty-log.pml", "FIXED", "kvm/dirty-log-flush-after-unlock.race", "race"],
		["oneshot-interrupt.pml", "FLAG WAITS", "contexts/oneshot-interrupt-masked.race", "race"],
	])("%s", async (promela, fix, path, before) => {
		expect([await spinVerdict(promela, []), await spinVerdict(promela, fix.split(" "))]).toEqual([before, "safe"]);
		expect(verdictsOf(path)).toEqual([before, "safe"]);
	});
});

/** Parts of a fix, without the others. */
describe.runIf(hasSpin)("with half of the fix", () => {
	test.each([
		["aica-timer-and-work.pml", "FIXED WORK_FIRST"],
		["aica-timer-and-work.pml", "FIXED ASYNC_TIMER"],
		["oneshot-interrupt.pml", "FLAG"],
	])("%s %s", async (promela, defined) => {
		expect(await spinVerdict(promela, defined.split(" "))).toBe("race");
	});
});
