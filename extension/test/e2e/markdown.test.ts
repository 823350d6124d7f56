/** Scenarios in Markdown: as colourful in the text and its preview as in a file of their own. */
import { join } from "node:path";
import { expect, test } from "vitest";
import { useWorkbench } from "./workbench";

const workbench = useWorkbench({ folder: join(import.meta.dirname, "fixtures/repairs") });

test("a code block is coloured in the editor", async () => {
	await workbench().openFile("notes.md");
	await expect.poll(async () => (await workbench().colorsOfLine("task one")).length).toBeGreaterThan(1);
	await workbench().screenshot("scenario in Markdown");
});

test("and in the preview", async () => {
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
