/**
 * A scenario that uses another file of a folder that is not on any disk, so that the server can only read it through
 * the editor; and what stands beside its text while one types, said to be of before.
 */
import { join } from "node:path";
import { expect, test } from "vitest";
import { useWorkbench } from "./workbench";

const workbench = useWorkbench({ folder: join(import.meta.dirname, "fixtures/use") });

const hints = async () => (await workbench().inlayHints()).map(({ text }) => text).filter((text) => text.includes("#"));

test("hints and hover keep what was known while a line is half typed, and lose the mark when it is checked again", async () => {
	await workbench().openFile("lost-update.race");
	await expect.poll(() => workbench().codeLenses()).toContainEqual(expect.stringMatching(/^✗ /));
	await expect.poll(hints).not.toEqual([]);
	const before = await hints();
	await workbench().replace("expect race", "expect rac");
	await expect.poll(() => workbench().codeLenses()).toContainEqual(expect.stringMatching(/^not checked: errors · was: ✗ /));
	await expect.poll(hints).toEqual(before.map((text) => text.replace("#", "was #")));
	await expect.poll(async () => (await workbench().hover("increment", "first  { increment"))?.text).toContain("Before the last edit:");
	await workbench().screenshot("while one types");
	await workbench().page.keyboard.press("Escape");
	await workbench().replace("expect rac", "expect race");
	await expect.poll(hints).toEqual(before);
});

test("names of the used file are known, and the scenario is checked", async () => {
	await workbench().openFile("lost-update.race");
	await expect.poll(() => workbench().codeLenses()).toContainEqual(expect.stringMatching(/^✗ .*\d+ steps.*1 of 1 met/));
	expect(await workbench().squiggles("error")).toBe(0);
});

test("an edit of the used file changes the verdict", async () => {
	await workbench().goToDefinition("increment", "{ increment(t)", "tally.race");
	await workbench().replace("t.value++;", "atomic { t.value++; }");
	await workbench().openFile("lost-update.race");
	await expect.poll(() => workbench().codeLenses()).toContainEqual(expect.stringMatching(/^✓ safe.*0 of 1 met/));
});
