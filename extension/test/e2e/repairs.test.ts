/**
 * What to do about a race: repairs as they are proved, and last of all to say that it is expected. And the scenario in
 * the notes about it, in Markdown: as colourful in the text and its preview as in a file of its own.
 */
import { join } from "node:path";
import { expect, test } from "vitest";
import { useWorkbench } from "./workbench";

const workbench = useWorkbench({ folder: join(import.meta.dirname, "fixtures/repairs") });

test("what is offered about a race at once is a repair, or to wait for one; to expect it comes last", async () => {
	await workbench().openFile("truncated.race");
	await expect.poll(() => workbench().squiggles("error")).toBeGreaterThan(0);
	const titles = await workbench().quickFixes("get_user_pages_fast");
	expect(titles[0]).toMatch(/^(Searching for repairs…|Apply '\w+')/);
	expect(titles.at(-1)).toMatch(/^Expect 'race \w+', which is what happens$/);
	await workbench().screenshot("quick fixes at once");
});

test("who waits sees the repairs when all have been tried", async () => {
	const searching = (await workbench().offeredFixes()).findIndex((title) => title.startsWith("Searching for"));
	for (let down = 0; down < searching; down++) await workbench().page.keyboard.press("ArrowDown");
	await workbench().page.keyboard.press(searching < 0 ? "Escape" : "Enter");
	if (searching < 0) await workbench().quickFixes("get_user_pages_fast");
	await expect.poll(() => workbench().offeredFixes()).toContainEqual(expect.stringMatching(/^Apply 'gup_huge_recheck'/));
	const titles = await workbench().offeredFixes();
	expect(titles[0]).toMatch(/^Apply 'gup_huge_recheck'.*: 0 violations in [\d,]+ states$/);
	expect(titles.filter((title) => title.startsWith("Searching"))).toEqual([]);
	await workbench().screenshot("quick fixes in full");
});

test("a code block in Markdown is coloured in the editor", async () => {
	await workbench().page.keyboard.press("Escape");
	await workbench().openFile("notes.md");
	await expect.poll(async () => (await workbench().colorsOfLine("task one")).length).toBeGreaterThan(1);
	await workbench().screenshot("scenario in Markdown");
});

test("and in the preview of it", async () => {
	await workbench().runCommand("Markdown: Open Locked Preview to the Side");
	const words = async () => {
		const found = await Promise.all(
			workbench()
				.page.frames()
				.map((frame) =>
					frame
						.locator(".hljs-keyword")
						.allInnerTexts()
						.catch(() => []),
				),
		);
		return found.flat();
	};
	await expect.poll(words).toEqual(["scenario", "int", "task", "expect", "safe", "under"]);
	await workbench().screenshot("scenario in a Markdown preview");
});
