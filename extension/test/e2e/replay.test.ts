/** Replay: a losing run in the editor's debugger, forwards, backwards, and another way than it went. */
import { join } from "node:path";
import { expect, test } from "vitest";
import { useWorkbench } from "./workbench";

const workbench = useWorkbench({ folder: join(import.meta.dirname, "fixtures/tests") });

test("starts from the lens above a racy scenario, before its first step, with tasks as threads", async () => {
	await workbench().openFile("counter.race");
	await expect.poll(() => workbench().codeLenses()).toContainEqual(expect.stringMatching(/^✗ race.*\| Replay /));
	await workbench().clickCodeLens("Replay");
	await expect.poll(() => workbench().callStack()).toContainEqual(expect.stringMatching(/^worker\[0\]/));
	await expect.poll(() => workbench().callStack()).toContainEqual(expect.stringMatching(/^worker\[1\]/));
	await expect.poll(() => workbench().variables()).toContainEqual("count = 0");
});

test("steps along the run, and shows what each step changes", async () => {
	for (let step = 0; step < 3; step++) await workbench().debug("Step Over");
	await expect.poll(() => workbench().variables()).toContainEqual("count = 0 → 1");
	await workbench().screenshot("replay");
});

test("steps back to where it was", async () => {
	await workbench().debug("Step Back");
	await expect.poll(() => workbench().variables()).toContainEqual("count = 0");
});

test("runs on to the step that fails, and says what it violates", async () => {
	await workbench().debug("Continue");
	await expect.poll(() => workbench().callStack()).toContainEqual(expect.stringMatching(/the counter is 1, not 2/i));
});

test("runs back to the start, and takes another way from there", async () => {
	await workbench().debug("Reverse");
	await expect.poll(() => workbench().variables()).toContainEqual("count = 0");
	await expect.poll(() => workbench().callStack()).toContainEqual(expect.stringMatching(/step 0 of 4/i));
	await workbench().debug("Choose the Next Step");
	await workbench().pick("worker[1]");
	await expect.poll(() => workbench().callStack()).toContainEqual(expect.stringMatching(/worker\[1\].*count\+\+/));
});

test("finds a run that reaches the statement at the cursor with a condition", async () => {
	await workbench().debug("Stop");
	await expect.poll(() => workbench().callStack()).toEqual([]);
	await workbench().select("count++");
	await workbench().runCommandAndAnswer("Raceline: Find a Run That Reaches This Statement…", "count == 1");
	await expect.poll(() => workbench().variables()).toContainEqual(expect.stringMatching(/^count = .*1$/));
});
