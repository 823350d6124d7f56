/** Why a scenario is safe, in the text; and a run for others to read. */
import { join } from "node:path";
import { expect, test } from "vitest";
import { useWorkbench } from "./workbench";

const workbench = useWorkbench({ folder: join(import.meta.dirname, "../../../samples/series") });

test("the lens above a safe scenario says what happens without each lock, re-check and wait", async () => {
	await workbench().openFile("gup-fast-pmd-vs-truncate.race");
	await expect.poll(() => workbench().codeLenses()).toContainEqual(expect.stringMatching(/^✓ safe.*Why Safe\?/));
	await workbench().clickCodeLens("Why Safe?");
	await expect.poll(() => workbench().choices()).toContainEqual(expect.stringMatching(/without this (lock|re-check|wait): (race|hang): /));
	expect(await workbench().choices()).toContainEqual(expect.stringMatching(/nothing misses this lock/));
	await workbench().screenshot("why safe");
});

test("what is chosen is shown in the kernel model, with what happens without it behind the line", async () => {
	await workbench().choose(/without this re-check: race/);
	await expect.poll(() => workbench().tabsInFront()).toEqual([expect.stringMatching(/\.race$/)]);
	await expect
		.poll(() => workbench().lineNotes())
		.toContainEqual(expect.stringMatching(/^without this re-check: race: .*\(gup_fast_pmd_vs_truncate\)$/));
	await workbench().screenshot("why safe, in the model");
	await workbench().runCommand("Raceline: Clear the Notes of Why Safe?");
	await expect.poll(() => workbench().lineNotes()).toEqual([]);
});

test("a run is exported as a document of a format that is chosen", async () => {
	await workbench().openFile("gup-fast-pmd-vs-truncate.race");
	await workbench().replace("kernel v4.18", "kernel v4.17");
	await expect.poll(() => workbench().codeLenses()).toContainEqual(expect.stringMatching(/^✗ .*\d+ steps/));
	await workbench().select("dma_write(p)");
	await workbench().runCommandAndPick("Raceline: Export Run As…", "Markdown");
	await expect.poll(() => workbench().language()).toBe("Markdown");
	await expect.poll(async () => (await workbench().visibleLines()).join("\n")).toMatch(/### `gup_fast_pmd_vs_truncate`: race/);
	await workbench().screenshot("exported run");
});
