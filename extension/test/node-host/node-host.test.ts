/**
 * The packaged extension where extensions are Node processes, as on the desktop: its other entry, with the server
 * behind a pipe and files on a disk.
 */
import { join } from "node:path";
import { expect, test } from "vitest";
import { useWorkbench } from "../e2e/workbench";

const workbench = useWorkbench({ folder: join(import.meta.dirname, "../e2e/fixtures/use"), host: "node" });

test("a scenario that uses another file of the disk is checked, and its race is a problem", async () => {
	await workbench().openFile("lost-update.race");
	await expect.poll(() => workbench().codeLenses()).toContainEqual(expect.stringMatching(/^✗ .*\d+ steps.*1 of 1 met/));
	expect(await workbench().squiggles("error")).toBe(0);
});

test("an edit of the used file changes the verdict", async () => {
	await workbench().goToDefinition("increment", "{ increment(t)", "tally.race");
	await workbench().replace("t.value++;", "atomic { t.value++; }");
	await workbench().openFile("lost-update.race");
	await expect.poll(() => workbench().codeLenses()).toContainEqual(expect.stringMatching(/^✓ safe.*0 of 1 met/));
	await expect.poll(() => workbench().problems()).toContainEqual(expect.objectContaining({ severity: "Error" }));
});

test("the output holds no errors", async () => {
	await workbench().runCommand("Raceline: Show Output");
	await expect.poll(() => workbench().output()).toContain("[info] The language server is ready");
	expect(await workbench().output()).not.toMatch(/\[error\]/i);
	expect(await workbench().notifications()).toEqual([]);
});
