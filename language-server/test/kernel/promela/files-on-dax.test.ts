/**
 * Spin as a judge of what the model says of files on DAX: models written from the kernel's source, not exported, come
 * to the same verdicts.
 */
import { describe, expect, test } from "vitest";
import { hasSpin, holds } from "./spin";
import { verdictOf } from "./verdict";

/** What Spin says of a model: `liveness` where the model says what must come to pass. */
async function spinVerdict(file: string, defined: readonly string[], liveness: boolean): Promise<"safe" | "race" | "hang"> {
	if (!(await holds(file, defined, "assertions"))) return "race";
	return liveness && !(await holds(file, defined, "liveness")) ? "hang" : "safe";
}

/** A scenario with the releases in which it is tried, and what the model for Spin has to have defined. */
type Row = readonly [path: string, scenario: string, releases: string, defined: string, verdict: string];

/** Compares Spin, each scenario under each release, and what was derived on paper. */
function agree(file: string, liveness: boolean, rows: readonly Row[]): void {
	test.each(rows)("%s: %s under %s (%s)", async (path, scenario, releases, defined, verdict) => {
		expect(await spinVerdict(file, defined.split(" "), liveness)).toBe(verdict);
		for (const release of releases.split(" ")) expect(verdictOf(path, scenario, release), release).toBe(verdict);
	});
}

describe.runIf(hasSpin)("cloning over a file that is locked with another", () => {
	const path = "follow-ups/reflink-two-inodes.race";
	agree("clone-two-files.pml", true, [
		[path, "reflink_both_ways", "v6.1 v6.14", "BOTH_WAYS", "safe"],
		[path, "reflink_both_ways", "v6.15 v6.18", "BOTH_WAYS WHOLE", "safe"],
		[path, "reflink_first_file_pinned", "v6.0 v6.12", "PIN_FIRST SIGNAL", "safe"],
		[path, "reflink_first_file_pinned", "v6.15", "PIN_FIRST SIGNAL WHOLE", "safe"],
		[path, "reflink_second_file_pinned", "v6.0 v6.12", "PIN_SECOND SIGNAL", "hang"],
		[path, "reflink_second_file_pinned", "v6.15", "PIN_SECOND SIGNAL WHOLE", "hang"],
		[path, "reflink_two_inodes", "v6.0 v6.1 v6.14", "TWO_PINS", "race"],
	]);
	// Liveness is another matter there: refaults can keep a page busy since v6.15.
	test("v6.15 takes no block under a pin", async () => {
		expect(await holds("clone-two-files.pml", ["TWO_PINS", "WHOLE"], "assertions")).toBe(true);
		expect(verdictOf(path, "reflink_two_inodes", "v6.15")).not.toBe("race");
	});
});

describe.runIf(hasSpin)("a device that goes away under a pin", () => {
	const path = "lifetime/dying-device-gup.race";
	agree("dying-device.pml", true, [
		[path, "dying_device_gup_slow", "v4.14 v4.19 v5.1", "SLOW", "race"],
		[path, "dying_device_gup_slow", "v5.2 v5.17", "SLOW WAITS", "race"],
		[path, "dying_device_gup_slow", "v5.18 v6.7", "SLOW WAITS PUT_MANY", "race"],
		[path, "pin_after_kill_ext4", "v4.14 v5.1", "LATE", "hang"],
		[path, "pin_after_kill_ext4", "v5.2 v5.17", "LATE WAITS", "hang"],
		[path, "pin_after_kill_ext4", "v5.18 v6.8 v6.14", "LATE WAITS PUT_MANY", "hang"],
		[path, "pin_after_kill_ext4", "v6.15 v6.18", "LATE WAITS PUT_MANY COUNTED", "race"],
		[path, "pin_after_kill", "v5.18 v6.7", "LATE WAITS PUT_MANY", "hang"],
		[path, "pin_after_kill", "v6.8 v6.14", "LATE WAITS PUT_MANY HOLDER", "safe"],
		[path, "pin_after_kill", "v6.15 v6.18", "LATE WAITS PUT_MANY COUNTED HOLDER", "safe"],
	]);
});

describe.runIf(hasSpin)("a signal while ext4 waits for a page to become idle", () => {
	const path = "series/signal-during-wait.race";
	agree("ext4-size.pml", false, [
		[path, "signal_during_wait_ext4", "v4.19 v5.2", "BREAKS", "race"],
		[path, "signal_during_wait_ext4", "v5.3 v6.1 v6.12 v6.18", "BREAKS AFTER", "safe"],
	]);
});

describe.runIf(hasSpin)("a store through a TLB that munmap() has still to flush", () => {
	const path = "memory-management/munmap-vs-truncate.race";
	agree("munmap-flush.pml", false, [
		[path, "munmap_vs_truncate", "v4.18 v5.18 v5.19 v6.14", "LATE", "race"],
		[path, "munmap_vs_truncate", "v6.15 v6.18", "COUNTED", "safe"],
		[path, "munmap_vs_truncate_fuse", "v5.10 v5.18", "LATE", "race"],
		[path, "munmap_vs_truncate_fuse", "v5.19 v6.1 v6.14", "AT_ONCE", "safe"],
		[path, "munmap_vs_truncate_fuse", "v6.15", "AT_ONCE COUNTED", "safe"],
	]);
});
