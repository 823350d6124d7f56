/**
 * A folder of scenarios is worked with, in one editor since to start one takes so long: what a scenario says is text
 * wherever it is shown, whatever it looks like; one is written with what completion offers; and the task that checks
 * the folder is found in the editor's list, run in its terminal, and what it finds is among the problems.
 */
import { join } from "node:path";
import { expect, test } from "vitest";
import { useWorkbench } from "./workbench";

const workbench = useWorkbench({ folder: join(import.meta.dirname, "fixtures/tests") });
/** What would be elements, a link and a script, if it were taken for more than text. */
const markup = "<img src=x onerror=document.title='stolen'><b>bold</b>";

test("markup in a message and in documentation makes no element", async () => {
	await workbench().runCommandAndPick("Raceline: New Scenario…", "Lost update");
	await expect.poll(() => workbench().visibleLines()).toContainEqual(expect.stringMatching(/^scenario \w+ \{$/));
	await workbench().replaceAll(`/// ${markup} [link](command:workbench.action.quit)
scenario hostile {
	int count;
	task worker[2] { count++; }
	property both "${markup} {count}" at end = count == 2;
}
`);
	await expect.poll(() => workbench().codeLenses()).toContainEqual(expect.stringMatching(/^✗ race/));
	await workbench().runCommand("Raceline: Show Timeline");
	const page = await workbench().webview("timeline.browser.js");
	await expect.poll(() => page.locator("h1").textContent()).toContain(markup);
	expect(await page.locator("img").count()).toBe(0);
	expect(await page.getByText("bold", { exact: true }).count()).toBe(0);
	await workbench().closeTab("Raceline Timeline");
	const { text } = await workbench().hover("count++");
	expect(text).toContain("<b>bold</b>");
	const hovers = workbench().page.locator(".monaco-hover");
	expect(await hovers.locator("img, b, a[data-href^='command:workbench']").count()).toBe(0);
	await workbench().hover("hostile");
	expect(await hovers.locator("img, b, a[data-href^='command:workbench']").count()).toBe(0);
	expect(await workbench().page.title()).not.toContain("stolen");
});

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
