/** Text of a scenario is text in the timeline panel and in hovers, whatever it looks like. */
import { join } from "node:path";
import { expect, test } from "vitest";
import { useWorkbench } from "./workbench";

const workbench = useWorkbench({ folder: join(import.meta.dirname, "fixtures/tests") });
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
