/** Writing a scenario with what completion offers. */
import { join } from "node:path";
import { expect, test } from "vitest";
import { useWorkbench } from "./workbench";

const workbench = useWorkbench({ folder: join(import.meta.dirname, "fixtures/tests") });

test("an empty file offers a scenario, with a kernel", async () => {
	await workbench().runCommandAndPick("Raceline: New Scenario…", "Lost update");
	await expect.poll(() => workbench().visibleLines()).toContainEqual(expect.stringMatching(/^\s*expect race/));
	await workbench().replaceAll("");
	await expect.poll(() => workbench().visibleLines()).toEqual([""]);
	await workbench().propose();
	await expect.poll(() => workbench().suggestions()).toContainEqual("pin vs truncate");
	expect((await workbench().suggestions())[0]).toBe("scenario");
	await workbench().screenshot("completion in an empty file");
	await workbench().complete("scenario");
	await expect.poll(() => workbench().visibleLines()).toContainEqual(expect.stringMatching(/^\s*kernel v\d/));
});

test("a call is proposed by its name, with what it takes behind it, and accepting it says what comes next", async () => {
	await workbench().replaceAll("scenario s {\n\tfile data = dax_file(xfs);\n\ttask t {\n\t\tpage p = data.i_pages[0];\n\t}\n}\n");
	await workbench().appendLine("page p =", "put_p");
	await expect.poll(() => workbench().suggestions()).toContainEqual("put_page(page p, task pinner)");
	expect(await workbench().cutSuggestions()).toEqual([]);
	await workbench().screenshot("completion of a call");
	await workbench().complete("put_page");
	await expect.poll(() => workbench().parameterHelp()).toContain("put_page(page p, task pinner = null)");
	await workbench().screenshot("completion accepted");
	expect((await workbench().visibleLines()).filter((line) => line.includes("put_page"))).toEqual([
		expect.stringMatching(/^\s*put_page\(\w+\);$/),
	]);
});

test("arguments are names that can be seen, and no scenarios", async () => {
	await workbench().replaceLine("\t\tget_user_pages_fast(");
	await workbench().propose();
	await expect.poll(() => workbench().suggestions()).toContainEqual("data");
	expect((await workbench().suggestions())[0]).toBe("data");
	expect((await workbench().suggestions()).filter((label) => / vs |^scenario|^lost update/.test(label))).toEqual([]);
	await workbench().screenshot("completion of an argument");
});

test("C that is pasted as scenario code brings the structs that it uses, and says what is not known", async () => {
	await workbench().replaceAll("scenario s {\n\ttask t { }\n}\n");
	await workbench().copy(
		"static void stop(struct dev *dev)\n{\n\tspin_lock(&dev->lock);\n\tdev->stopped = true;\n\tspin_unlock(&dev->lock);\n\tkick(dev);\n}\n",
	);
	await workbench().runCommand("Raceline: Paste as Scenario Code");
	await expect.poll(() => workbench().visibleLines()).toContainEqual(expect.stringMatching(/struct spinlock lock;/));
	await expect.poll(() => workbench().visibleLines()).toContainEqual(expect.stringMatching(/kick\(dev\);/));
	await expect.poll(() => workbench().notifications()).toContainEqual(expect.stringContaining("Not known here: kick."));
	await workbench().screenshot("c pasted as scenario code");
});
