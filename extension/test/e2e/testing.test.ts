/** The Testing view: every expectation is a test, to be run and to be looked into when it fails. */
import { join } from "node:path";
import { expect, test } from "vitest";
import { useWorkbench } from "./workbench";

const workbench = useWorkbench({
	folder: join(import.meta.dirname, "fixtures/tests"),
	settings: { "window.autoDetectColorScheme": true },
});

test("lists the files of the folder, and the expectations of a file by scenario", async () => {
	await workbench().openFile("counter.race");
	await expect.poll(() => workbench().codeLenses()).toContainEqual(expect.stringMatching(/^✓ safe/));
	await workbench().runCommand("Testing: Focus on Test Explorer View");
	await expect.poll(() => workbench().tests()).toContainEqual(expect.stringContaining("doors.race"));
	// Folders are folded at first, and come before files.
	expect((await workbench().tests()).map((row) => row.replace(/ \(.*/, ""))).toEqual(["locks", "counter.race", "doors.race"]);
	await workbench().unfoldTest("counter.race");
	await workbench().unfoldTest("lost_update");
	await expect.poll(() => workbench().tests()).toContainEqual(expect.stringContaining("expect race both"));
});

test("running all tells which expectations are met, in files that are not open as well", async () => {
	await workbench().runCommand("Test: Run All Tests");
	await expect.poll(() => workbench().tests()).toContainEqual(expect.stringMatching(/counter\.race \(Failed\)/));
	await expect.poll(() => workbench().tests()).toContainEqual(expect.stringMatching(/^locks \(Passed\)/));
	const tests = await workbench().tests();
	expect(tests).toContainEqual(expect.stringMatching(/doors\.race \(Passed\)/));
	expect(tests).toContainEqual(expect.stringMatching(/expect race both \(Passed\)/));
	expect(tests).toContainEqual(expect.stringMatching(/expect safe \(Failed\)/));
	await workbench().page.setViewportSize({ width: 1240, height: 760 });
	// What is told of the row below the pointer would cover others.
	await workbench().page.mouse.move(0, 0);
	await workbench().page.locator(".workbench-hover-container").waitFor({ state: "hidden" });
	await workbench().pictureInBothThemes("testing");
	await workbench().page.setViewportSize({ width: 1400, height: 900 });
});

test("a failure says what was found instead, and leads to the run", async () => {
	await expect.poll(() => workbench().testFailure()).toContain("expected safe, found a race: the counter is 1, not 2 (both)");
	await workbench().clickTestAction("lost_update", "Show Timeline");
	const page = await workbench().webview("timeline.browser.js");
	await expect.poll(() => page.locator(".scenario").textContent()).toBe("lost_update");
});

test("with the timeline open, what an edit makes of a test that was run is shown at once", async () => {
	await expect.poll(() => workbench().tests()).toContainEqual(expect.stringMatching(/atomic_update \(Passed\)/));
	await workbench().replace("atomic { count++; }", "count++;");
	await expect.poll(() => workbench().tests()).toContainEqual(expect.stringMatching(/atomic_update \(Failed\)/));
	const page = await workbench().webview("timeline.browser.js");
	await expect.poll(() => page.locator(".scenario").textContent()).toBe("atomic_update");
	await expect.poll(() => page.locator(".status").textContent()).toMatch(/✗ race/);
});

test("what the editor shows a changed file beside is no second file", async () => {
	await workbench().runCommand("File: Compare Active File with Saved");
	await expect.poll(() => workbench().page.locator(".diff-editor-container, .monaco-diff-editor").count()).toBeGreaterThan(0);
	await expect.poll(() => workbench().problems()).toHaveLength(2);
	expect((await workbench().tests()).filter((row) => row.includes("counter.race"))).toHaveLength(1);
	await workbench().screenshot("compared with saved");
	await workbench().closeTab("counter.race (in file)");
});

test("a run on another kernel asks for one of the model's", async () => {
	await workbench().chooseTestAction("counter.race", "Execute Using Profile...");
	await workbench().pick("Check on Another Kernel…");
	await workbench().pick("v4.17");
	await expect.poll(() => workbench().tests()).toContainEqual(expect.stringMatching(/expect race both \(Passed\)/));
});

test("a run with coverage shows what the scenarios come to", async () => {
	await workbench().runCommand("Test: Run All Tests with Coverage");
	await expect.poll(() => workbench().coverage()).toContainEqual(expect.stringMatching(/counter\.race.*100/));
	await workbench().screenshot("coverage");
});
