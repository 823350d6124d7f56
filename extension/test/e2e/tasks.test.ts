/**
 * The task that checks a folder: found in the editor's list of tasks, run in its terminal, and what it finds is among
 * the problems.
 */
import { join } from "node:path";
import { expect, test } from "vitest";
import { useWorkbench } from "./workbench";

const workbench = useWorkbench({ folder: join(import.meta.dirname, "fixtures/tests") });

test("the check of a folder is offered as a task and reports in a terminal", async () => {
	// On the web VS Code offers tasks once an extension is awake that can run some.
	await workbench().openFile("doors.race");
	await expect.poll(() => workbench().codeLenses()).not.toEqual([]);
	await workbench().runTask("raceline", "raceline: check");
	await expect.poll(() => workbench().terminal()).toContain("1 expectation not met · 4 expectations met");
});

test("what it finds in a file that nobody has opened is a problem, at the place of its report", async () => {
	await expect
		.poll(() => workbench().problems())
		.toContainEqual(
			expect.objectContaining({ severity: "Error", line: 3, message: expect.stringContaining("expected safe, found a race") }),
		);
	await workbench().screenshot("task");
});
