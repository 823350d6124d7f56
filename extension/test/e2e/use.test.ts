/**
 * A scenario that uses another file of a folder that is not on any disk: the server can only read it through the
 * editor.
 */
import { join } from "node:path";
import { expect, test } from "vitest";
import { useWorkbench } from "./workbench";

const workbench = useWorkbench({ folder: join(import.meta.dirname, "fixtures/use") });

test("names of the used file are known, and the scenario is checked", async () => {
	await workbench().openFile("lost-update.race");
	await expect.poll(() => workbench().codeLenses()).toContainEqual(expect.stringMatching(/^✗ .* · \d+ steps.*1 of 1 met/));
	expect(await workbench().squiggles("error")).toBe(0);
});

test("an edit of the used file changes the verdict", async () => {
	await workbench().goToDefinition("increment", "{ increment(t)", "tally.race");
	await workbench().replace("t.value++;", "atomic { t.value++; }");
	await workbench().openFile("lost-update.race");
	await expect.poll(() => workbench().codeLenses()).toContainEqual(expect.stringMatching(/^✓ safe.*0 of 1 met/));
});
