/**
 * A real VS Code in a real browser, seen and operated as a person does: by what is on the screen, the keyboard and the
 * mouse.
 *
 * Every question about the screen is answered as of now. Where the answer takes a while, ask with `expect.poll`.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Browser, chromium, type Frame, type Locator, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { ensureChromium } from "../../../scripts/chromium.mjs";
import { startNodeHost } from "../../../scripts/node-host.mjs";
import { startWebHost } from "../../../scripts/web-host.mjs";

const artifacts = join(import.meta.dirname, "../../../artifacts");

/** The extension as it is shipped, unpacked by `scripts/package.mjs --install`. */
const extension = join(import.meta.dirname, "../../../.build/installed/extension");

/** What a page-wide shortcut is written with; VS Code asks the browser for its platform. */
const controlKey = process.platform === "darwin" ? "Meta" : "Control";

export interface Hover {
	readonly text: string;
	/** Tables as rows of cells, the head first. */
	readonly tables: readonly (readonly (readonly string[])[])[];
}

export interface InlayHint {
	/** The line without its hints and outer white space. */
	readonly line: string;
	readonly text: string;
}

export interface Problem {
	readonly severity: string;
	readonly message: string;
	readonly line: number;
}

/**
 * One editor for all tests of a file, with `folder` open. Ends with a picture in `artifacts/` when a test fails.
 * @returns a function that gives the workbench inside tests
 */
export function useWorkbench(options: {
	folder: string;
	settings?: Record<string, unknown>;
	/** Of the window, in pixels. */
	size?: { width: number; height: number };
	/**
	 * What runs the extension: the browser, or Node as on the desktop. The environment's `EDITOR_HOST` says so for
	 * tests that leave it open.
	 */
	host?: "web" | "node";
}): () => Workbench {
	let browser: Browser | undefined;
	let host: { readonly url: string; close(): Promise<void> } | undefined;
	let workbench: Workbench | undefined;
	const running = () => {
		if (!workbench) throw new Error("the workbench has not started");
		return workbench;
	};

	beforeAll(async () => {
		const { host: kind = process.env.EDITOR_HOST ?? "web" } = options;
		host = await (kind === "node" ? startNodeHost({ ...options, extension }) : startWebHost({ ...options, extension, crossOrigin: true }));
		browser = await chromium.launch({
			executablePath: ensureChromium(),
			args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
		});
		const context = await browser.newContext({ viewport: options.size ?? { width: 1400, height: 900 }, reducedMotion: "reduce" });
		await context.grantPermissions(["clipboard-read", "clipboard-write"]);
		workbench = new Workbench(await context.newPage());
		await workbench.goto(host.url);
	});
	afterEach(async ({ task }) => {
		if (task.result?.state === "fail") await workbench?.screenshot(`failed: ${task.name}`);
	});
	afterAll(async () => {
		await browser?.close();
		await host?.close();
	});
	return running;
}

export class Workbench {
	constructor(readonly page: Page) {}

	/** Loads the page and waits until the opened folder is shown. */
	async goto(url: string): Promise<void> {
		await this.page.goto(url);
		await this.page.locator(".explorer-folders-view .monaco-list-row").first().waitFor();
	}

	/** Opens a file of the folder by its name. */
	async openFile(name: string): Promise<void> {
		await this.#summonQuickInput(`${controlKey}+p`);
		await this.#answerQuickInput(name, name);
		await this.page.locator(".tab.active", { hasText: name }).waitFor();
		await this.#lines().first().waitFor();
	}

	async closeTab(name: string): Promise<void> {
		const tab = this.page.locator(".tab", { hasText: name });
		await tab.locator(".codicon-close").click();
		await tab.waitFor({ state: "detached" });
	}

	/** Runs a command by its title in the palette. */
	async runCommand(title: string): Promise<void> {
		await this.#summonQuickInput("F1");
		await this.#answerQuickInput(`>${title}`, title);
	}

	/** Selects the first occurrence of a text in the editor, and brings it into view. */
	async select(text: string): Promise<void> {
		const find = this.#editor().locator(".find-widget.visible");
		await this.#summon(find, async () => {
			await this.focusEditor();
			await this.page.keyboard.press(`${controlKey}+Home`);
			await this.page.keyboard.press(`${controlKey}+f`);
		});
		const input = find.locator(".find-part textarea");
		// A text that stands there already would not be looked for again, and nothing be selected.
		await input.fill("");
		await input.fill(text);
		await find.locator(".matchesCount", { hasText: /^\d+ of/ }).waitFor();
		// The first key may go to something that has opened over the editor.
		await expect
			.poll(async () => {
				await this.page.keyboard.press("Escape");
				return find.isVisible();
			})
			.toBe(false);
	}

	/** Replaces the first occurrence of a text in the editor, as if the new text were pasted. */
	async replace(text: string, replacement: string): Promise<void> {
		await this.select(text);
		if (replacement === "") await this.page.keyboard.press("Delete");
		else await this.page.keyboard.insertText(replacement);
	}

	/** Pastes a text in place of all that is in the editor. */
	async replaceAll(text: string): Promise<void> {
		await this.page.keyboard.press("Escape");
		await this.page.keyboard.press(`${controlKey}+a`);
		if (text === "") await this.page.keyboard.press("Delete");
		else await this.#paste(text);
	}

	/** Begins a line behind that with the first occurrence of `text`, and types there key by key. */
	async appendLine(text: string, line: string): Promise<void> {
		await this.select(text);
		await this.page.keyboard.press("End");
		await this.page.keyboard.press("Enter");
		await this.page.keyboard.type(line);
	}

	/** Puts a text in place of the line at the cursor. */
	async replaceLine(text: string): Promise<void> {
		await this.page.keyboard.press("Escape");
		await this.page.keyboard.press("Escape");
		await this.page.keyboard.press("Home");
		await this.page.keyboard.press("Shift+End");
		await this.#paste(text);
	}

	/** Asks what may be written at the cursor. */
	async propose(): Promise<void> {
		await this.#summon(this.page.locator(".suggest-widget.visible").first(), () => this.page.keyboard.press(`${controlKey}+Space`));
	}

	/** The proposals that are shown, each with what it takes. */
	async suggestions(): Promise<string[]> {
		const rows = this.page.locator(".suggest-widget.visible .monaco-list-row");
		return await rows.evaluateAll((elements) =>
			elements.map((row) => [".label-name", ".signature-label"].map((part) => row.querySelector(part)?.textContent ?? "").join("")),
		);
	}

	/** Names of proposals that do not fit into their list. */
	async cutSuggestions(): Promise<string[]> {
		const names = this.page.locator(".suggest-widget.visible .monaco-list-row .monaco-icon-label");
		return await names.evaluateAll((elements) =>
			elements.filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth).map(({ textContent }) => textContent ?? ""),
		);
	}

	/** What the editor says of the call at the cursor. */
	async parameterHelp(): Promise<string> {
		return plain((await this.page.locator(".parameter-hints-widget.visible .signature").allInnerTexts()).join("\n"));
	}

	/** Chooses a proposal, which must be the first. */
	async complete(label: string): Promise<void> {
		const suggestions = this.page.locator(".suggest-widget.visible .monaco-list-row");
		if ((await suggestions.count()) === 0) await this.page.keyboard.press(`${controlKey}+Space`);
		await this.page.locator(".suggest-widget.visible .monaco-list-row.focused", { hasText: label }).waitFor();
		await this.page.keyboard.press("Enter");
		await suggestions.first().waitFor({ state: "hidden" });
	}

	/**
	 * Chooses a quick fix at the first occurrence of a text. Asks again as long as it is not there: some are found by
	 * searching. `offered` is called while the menu is open.
	 */
	async quickFix(text: string, title: RegExp, offered?: () => Promise<void>): Promise<void> {
		const menu = this.page.locator(".action-widget");
		const wanted = menu.locator(".monaco-list-row.action", { hasText: title }).first();
		for (let tries = 0; tries < 20; tries++) {
			await this.select(text);
			await this.page.keyboard.press(`${controlKey}+.`);
			// There may be nothing yet: repairs are offered once they have been searched for.
			const isOpen = await menu
				.first()
				.waitFor({ timeout: 2_000 })
				.then(
					() => true,
					() => false,
				);
			if (isOpen && (await wanted.isVisible())) {
				await offered?.();
				// A click would close the menu: nothing in it takes the mouse before that has moved.
				const focused = menu.locator(".monaco-list-row.action.focused", { hasText: title });
				while (!(await focused.isVisible())) await this.page.keyboard.press("ArrowDown");
				return await this.page.keyboard.press("Enter");
			}
			await this.page.keyboard.press("Escape");
			await menu.first().waitFor({ state: "hidden" });
			await this.page.waitForTimeout(500);
		}
		throw new Error(`no quick fix ${title}`);
	}

	/** Titles of what is offered at the first occurrence of a text, from top to bottom; the menu stays open. */
	async quickFixes(text: string): Promise<string[]> {
		const menu = this.page.locator(".action-widget");
		await this.select(text);
		await this.#summon(menu.first(), () => this.page.keyboard.press(`${controlKey}+.`));
		return await this.offeredFixes();
	}

	/** Titles of the quick fixes in the menu that is open. */
	async offeredFixes(): Promise<string[]> {
		return (await this.page.locator(".action-widget .monaco-list-row.action").allInnerTexts()).map((title) => plain(title).trim());
	}

	/** Through the clipboard: typed text would be indented and its braces closed. */
	async #paste(text: string): Promise<void> {
		await this.page.evaluate((text) => navigator.clipboard.writeText(text), text);
		await this.page.keyboard.press(`${controlKey}+v`);
	}

	/** What has been copied. */
	async clipboard(): Promise<string> {
		return await this.page.evaluate(() => navigator.clipboard.readText());
	}

	/** Waits until the debugger's variables have stopped changing. */
	async settled(): Promise<void> {
		let last = "";
		for (let text = (await this.variables()).join("\n"); text !== last || text === ""; text = (await this.variables()).join("\n")) {
			last = text;
			await this.page.waitForTimeout(200);
		}
	}

	/** Types key by key, so that completion and automatic closing take part. */
	async type(text: string): Promise<void> {
		await this.page.keyboard.type(text);
	}

	async focusEditor(): Promise<void> {
		await this.#editor().locator("textarea.inputarea").first().focus();
	}

	/** Lines of the active editor that are in view, from top to bottom, with inlay hints left out. */
	async visibleLines(): Promise<string[]> {
		return (await this.#readLines()).map((line) => line.text);
	}

	/** Inlay hints in view, from top to bottom. */
	async inlayHints(): Promise<InlayHint[]> {
		return (await this.#readLines()).filter((line) => line.hint !== "").map((line) => ({ line: line.text.trim(), text: line.hint }));
	}

	/** CodeLens rows in view, such as `✗ overwrites another file · 9 steps | Timeline`. */
	async codeLenses(): Promise<string[]> {
		return (await this.#editor().locator(".codelens-decoration").allInnerTexts()).map((text) => plain(text).replaceAll(/\s+/g, " "));
	}

	/** Clicks the part of a CodeLens that has this title. */
	async clickCodeLens(title: string): Promise<void> {
		await this.#editor().locator(".codelens-decoration a", { hasText: title }).first().click();
	}

	/** Different colors of the text of the first line in view that contains `text`. */
	async colorsOfLine(text: string): Promise<string[]> {
		const spans = this.#lines()
			.filter({ hasText: spaced(text) })
			.first()
			.locator("span > span");
		const colors = await spans.evaluateAll((elements) => elements.map((element) => getComputedStyle(element).color));
		return [...new Set(colors)];
	}

	/** How many wavy underlines of a severity are in view. */
	async squiggles(severity: "error" | "warning" | "info"): Promise<number> {
		return await this.#editor().locator(`.squiggly-${severity}`).count();
	}

	/**
	 * Rests the mouse on a word and reads what pops up; the word is the first one in the first occurrence of `context`.
	 */
	async hover(word: string, context = word): Promise<Hover> {
		await this.select(context);
		const place = await this.#place(word, context);
		const popup = this.#editor().locator(".monaco-hover:not(.hidden) .monaco-hover-content");
		// A hover that is open already would be taken for the new one.
		await this.page.mouse.move(0, 0);
		await popup.first().waitFor({ state: "hidden" });
		await this.page.mouse.move(place.x, place.y, { steps: 2 });
		return await this.#readHover(popup);
	}

	/** Clicks a link in the hover that is open. */
	async clickInHover(title: string): Promise<void> {
		await this.#editor().locator(".monaco-hover:not(.hidden) .monaco-hover-content a", { hasText: title }).first().click();
	}

	async #readHover(popup: Locator): Promise<Hover> {
		await popup
			.locator(".hover-row")
			.filter({ hasNotText: /^Loading/ })
			.first()
			.waitFor();
		const tables = await popup
			.locator("table")
			.evaluateAll((elements) =>
				elements.map((table) =>
					[...(table as HTMLTableElement).rows].map((row) => [...row.cells].map((cell) => cell.innerText.replaceAll("\u00a0", " "))),
				),
			);
		return { text: plain((await popup.locator(".hover-row").allInnerTexts()).join("\n")), tables };
	}

	/** Goes to the definition of a word, found as for `hover`, and waits for the file that it is in. */
	async goToDefinition(word: string, context: string, file: string): Promise<void> {
		await this.select(context);
		const place = await this.#place(word, context);
		await this.page.mouse.click(place.x, place.y);
		await this.page.keyboard.press("F12");
		await this.page.locator(".tab.active", { hasText: file }).waitFor();
		await this.#lines().first().waitFor();
	}

	/** Rows of the Problems panel, which is opened if need be. */
	async problems(): Promise<Problem[]> {
		const panel = this.page.locator(".markers-panel-container");
		if (!(await panel.isVisible())) {
			await this.#summon(panel, () => this.page.keyboard.press(`${controlKey}+Shift+m`));
			// The panel takes the focus some time after it shows; a key that is meant for the editor must not come
			// before.
			await panel.locator(":focus").first().waitFor();
		}
		const labels = await panel.locator(".monaco-list-row").evaluateAll((rows) => rows.map((row) => row.getAttribute("aria-label") ?? ""));
		return labels.flatMap((label) => {
			const [, severity, message, line] = /^(\w+): (.*) at line (\d+) and character/s.exec(label) ?? [];
			return severity ? [{ severity, message, line: Number(line) }] : [];
		});
	}

	/** The language status of the active editor, such as `1 race`. */
	async languageStatus(): Promise<string> {
		await this.page.locator("[id='status.languageStatus']").hover();
		const status = this.page.locator(".hover-language-status", { hasText: "Raceline" }).first();
		await status.waitFor();
		// The text is an element of its own, or in later versions the first part of one.
		return plain(
			await status.evaluate((item) => (item.querySelector(".label") ?? item.querySelector(".left")?.firstChild)?.textContent ?? ""),
		);
	}

	/** The name of the active editor's language, as the status bar has it. */
	async language(): Promise<string> {
		return plain(await this.page.locator("[id='status.editor.mode']").innerText());
	}

	/** The title of the active view in the panel below the editor. */
	async panelTitle(): Promise<string> {
		return plain(await this.page.locator(".part.panel .composite-bar .action-item.checked").innerText());
	}

	/** What is in view of the output panel. */
	async output(): Promise<string> {
		return plain((await this.page.locator(".part.panel .view-line").allInnerTexts()).join("\n"));
	}

	/** Runs a task by its name, chosen among those of its type. */
	async runTask(type: string, name: string): Promise<void> {
		const widget = await this.#summonQuickInput(`${controlKey}+p`);
		await widget.locator(".quick-input-box input").fill(`task ${type}`);
		await widget.locator(".monaco-list-row.focused", { hasText: type }).waitFor();
		await this.page.keyboard.press("Enter");
		await this.#answerQuickInput(name, name);
	}

	/** What is in view of the terminal. */
	async terminal(): Promise<string> {
		return plain((await this.page.locator(".terminal-wrapper.active .xterm-rows > div").allInnerTexts()).join("\n"));
	}

	/** Texts of the notifications on the screen. */
	async notifications(): Promise<string[]> {
		return (await this.page.locator(".notification-toast .notification-list-item-message").allInnerTexts()).map(plain);
	}

	/** The name of the tab in front, of each editor group from left to right. */
	async tabsInFront(): Promise<string[]> {
		return (await this.page.locator(".editor-group-container .tab.active .label-name").allInnerTexts()).map(plain);
	}

	/** Rows of the Testing view as a screen reader has them, such as `expect safe (Failed)`. */
	async tests(): Promise<string[]> {
		const rows = this.page.locator(".test-explorer .monaco-list-row");
		return (await rows.evaluateAll((elements) => elements.map((row) => row.getAttribute("aria-label") ?? ""))).map(plain);
	}

	/** Rows of the Test Coverage view: a file and how much of it is covered. */
	async coverage(): Promise<string[]> {
		const rows = await this.page.locator(".test-coverage-list-item").allInnerTexts();
		return rows.map((row) => plain(row).replaceAll(/\s+/g, " ").trim());
	}

	/** Unfolds a test of the Testing view. */
	async unfoldTest(name: string): Promise<void> {
		const row = this.page.locator(".test-explorer .monaco-list-row", { hasText: name }).first();
		await row.click();
		await this.page.keyboard.press("ArrowRight");
	}

	/** What stands in the editor about a test that failed. */
	async testFailure(): Promise<string> {
		return plain((await this.page.locator(".test-output-peek .peekview-title").allInnerTexts()).join(" ")).replaceAll(/\s+/g, " ");
	}

	/** Clicks an action beside a test of the Testing view. */
	async clickTestAction(test: string, action: string): Promise<void> {
		const row = this.page.locator(".test-explorer .monaco-list-row", { hasText: test }).first();
		await row.hover();
		await row.getByLabel(action).first().click();
	}

	/** Chooses from the context menu of a test of the Testing view. */
	async chooseTestAction(test: string, action: string): Promise<void> {
		await this.page.locator(".test-explorer .monaco-list-row", { hasText: test }).first().click({ button: "right" });
		const item = this.page.locator(".monaco-menu .action-item", { hasText: action }).first();
		await item.hover();
		await item.click();
	}

	/** Threads and frames of the debugger's call stack, from top to bottom. */
	async callStack(): Promise<string[]> {
		const rows = await this.page.locator(".debug-call-stack .monaco-list-row").allInnerTexts();
		return rows.map((row) => plain(row).replaceAll(/\s+/g, " ").trim());
	}

	/** Rows of the debugger's variables, such as `count = 1`. */
	async variables(): Promise<string[]> {
		const rows = await this.page.locator(".debug-variables .monaco-list-row").allInnerTexts();
		return rows.map((row) => plain(row).replaceAll(/\s+/g, " ").trim());
	}

	/** Clicks a button of the debugger's tool bar. */
	async debug(action: string): Promise<void> {
		await this.page
			.locator(".debug-toolbar .action-label:not(.disabled)", { hasText: "" })
			.and(this.page.getByLabel(action))
			.first()
			.click();
	}

	/** Chooses from the list of choices that is open. */
	async pick(label: string): Promise<void> {
		await this.#answerQuickInput(label, label);
	}

	/** Runs a command by its title that asks something, and chooses the answer. */
	async runCommandAndPick(title: string, label: string): Promise<void> {
		await this.#runAskingCommand(title);
		await this.pick(label);
	}

	/** Runs a command by its title that asks for a text, and gives it. */
	async runCommandAndAnswer(title: string, answer: string): Promise<void> {
		const widget = await this.#runAskingCommand(title);
		await widget.locator(".quick-input-box input").fill(answer);
		await this.page.keyboard.press("Enter");
		await widget.waitFor({ state: "hidden" });
	}

	/** Runs a command by its title that asks something, and waits for the question. */
	async #runAskingCommand(title: string): Promise<Locator> {
		const widget = await this.#summonQuickInput("F1");
		await widget.locator(".quick-input-box input").fill(`>${title}`);
		await widget.locator(".monaco-list-row.focused", { hasText: title }).waitFor();
		await this.page.keyboard.press("Enter");
		await widget.locator(".monaco-list-row", { hasText: title }).first().waitFor({ state: "detached" });
		return widget;
	}

	/** What a question offers, each with what is said about it. */
	async choices(): Promise<string[]> {
		const rows = await this.page.locator(".quick-input-widget .quick-input-list .monaco-list-row").allInnerTexts();
		return rows.map((text) => text.replaceAll(/\s+/g, " ").trim());
	}

	/** Answers a question by what is said about the answer. */
	async choose(text: RegExp): Promise<void> {
		await this.page.locator(".quick-input-widget .monaco-list-row", { hasText: text }).first().click();
	}

	/** What the extension shows behind lines of the editor. */
	async lineNotes(): Promise<string[]> {
		return await this.#lines().evaluateAll((lines) =>
			lines.flatMap((line) =>
				[...line.querySelectorAll("span")].flatMap((span) => {
					const content = getComputedStyle(span, "::after").content;
					return content === "none" || content === "normal" || content === '""' ? [] : [content.replace(/^"|"$/g, "")];
				}),
			),
		);
	}

	/** Shows the side bar, or hides it for more room. */
	async toggleSideBar(): Promise<void> {
		await this.focusGroup(1);
		await this.page.keyboard.press(`${controlKey}+b`);
	}

	/** The page of a webview that is on the screen, by the name of its script. */
	async webview(script: string): Promise<Frame> {
		const find = async () => {
			for (const frame of this.page.frames()) {
				const found = await frame
					.locator(`script[src*="${script}"]`)
					.count()
					.catch(() => 0);
				if (found > 0) return frame;
			}
			return undefined;
		};
		for (let tries = 0; tries < 100; tries++) {
			const frame = await find();
			if (frame) return frame;
			await this.page.waitForTimeout(100);
		}
		throw new Error(`no webview with ${script}`);
	}

	async focusGroup(number: number): Promise<void> {
		await this.page.keyboard.press(`${controlKey}+${number}`);
		await this.page
			.locator(`.editor-group-container.active[aria-label*="Group ${number}"], .editor-group-container.active:only-child`)
			.first()
			.waitFor();
	}

	/** Chooses a color theme by its name. */
	async chooseTheme(name: string): Promise<void> {
		const widget = this.page.locator(".quick-input-widget");
		for (let attempt = 0; attempt < 3; attempt++) {
			await this.focusGroup(1);
			await this.page.keyboard.press(`${controlKey}+k`);
			await this.page.keyboard.press(`${controlKey}+t`);
			// On a busy machine the workbench may miss that the two keys belong together, and look for symbols instead.
			const themes = widget.locator(".monaco-list-row", { hasText: "Modern" }).first();
			if (await themes.waitFor({ timeout: 10_000 }).then(isDone, isNotDone)) break;
			await this.page.keyboard.press("Escape");
		}
		await widget.locator(".quick-input-box input").fill(name);
		await widget.locator(".monaco-list-row", { hasText: name }).first().click();
		await widget.waitFor({ state: "hidden" });
	}

	/** Saves a picture of the whole window to `artifacts/`. */
	async screenshot(name: string): Promise<void> {
		mkdirSync(artifacts, { recursive: true });
		await this.page.screenshot({ path: join(artifacts, `${name.replaceAll(/[^\w]+/g, "-")}.png`), animations: "disabled" });
	}

	/**
	 * Saves a picture for the documentation to `artifacts/pictures`, of what the window shows, or of a part of it a
	 * little larger; as WebP, which takes half of what PNG takes in the package.
	 */
	async picture(name: string, part?: { x: number; y: number; width: number; height: number }): Promise<void> {
		const folder = join(artifacts, "pictures");
		mkdirSync(folder, { recursive: true });
		const protocol = await this.page.context().newCDPSession(this.page);
		const clip = part && { ...part, scale: 1.1 };
		const { data } = await protocol.send("Page.captureScreenshot", { format: "webp", quality: 70, clip });
		writeFileSync(join(folder, `${name}.webp`), Buffer.from(data, "base64"));
	}

	#editor(): Locator {
		return this.page.locator(".editor-group-container.active .editor-instance .monaco-editor").first();
	}

	#lines(): Locator {
		return this.#editor().locator(".view-line");
	}

	/**
	 * Presses keys until what they open is on the screen. On a busy machine the workbench loses a key that comes while
	 * something else takes the focus; a person would press it again.
	 */
	async #summon(widget: Locator, press: () => Promise<void>): Promise<void> {
		for (let tries = 0; tries < 10; tries++) {
			await press();
			if (await widget.waitFor({ timeout: 3_000 }).then(isDone, isNotDone)) return;
		}
		throw new Error(`nothing opens ${widget}`);
	}

	/** Opens the box at the top of the window in which one chooses files, commands and answers. */
	async #summonQuickInput(key: string): Promise<Locator> {
		const widget = this.page.locator(".quick-input-widget");
		await this.#summon(widget.locator(".quick-input-box input"), () => this.page.keyboard.press(key));
		return widget;
	}

	async #answerQuickInput(query: string, row: string): Promise<void> {
		const widget = this.page.locator(".quick-input-widget");
		await widget.locator(".quick-input-box input").fill(query);
		await widget.locator(".monaco-list-row", { hasText: row }).first().waitFor();
		await widget.locator(".monaco-list-row.focused", { hasText: row }).waitFor();
		await this.page.keyboard.press("Enter");
		// The next question may stand there already.
		await widget.locator(".monaco-list-row", { hasText: row }).first().waitFor({ state: "hidden" });
	}

	async #readLines(): Promise<{ text: string; hint: string }[]> {
		const lines = await this.#lines().evaluateAll((elements) =>
			elements
				.map((line) => {
					// Inlay hints are text like any other, told apart by the rule that styles them.
					const spans = [...line.querySelectorAll<HTMLElement>(":scope > span > span")];
					const join = (parts: HTMLElement[]) => parts.map((part) => part.textContent ?? "").join("");
					const isHint = (span: HTMLElement) => span.className.includes("dyn-rule");
					return {
						top: line.getBoundingClientRect().top,
						text: join(spans.filter((span) => !isHint(span))),
						hint: join(spans.filter(isHint)),
					};
				})
				.sort((a, b) => a.top - b.top),
		);
		return lines.map(({ text, hint }) => ({ text: plain(text), hint: plain(hint).trim() }));
	}

	/** The middle of the first `word` in the first `context` in view. */
	async #place(word: string, context: string): Promise<{ x: number; y: number }> {
		return await this.#editor().evaluate(
			(editor, wanted) => {
				const byPosition = (a: Element, b: Element) => a.getBoundingClientRect().top - b.getBoundingClientRect().top;
				for (const line of [...editor.querySelectorAll(".view-line")].sort(byPosition)) {
					const nodes: Text[] = [];
					const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
					while (walker.nextNode()) nodes.push(walker.currentNode as Text);
					const text = nodes.map((node) => node.data.replaceAll("\u00a0", " ")).join("");
					if (!text.includes(wanted.context)) continue;
					const start = text.indexOf(wanted.word, text.indexOf(wanted.context));
					const boundary = (offset: number): [Text, number] => {
						let rest = offset;
						for (const node of nodes) {
							if (rest <= node.length) return [node, rest];
							rest -= node.length;
						}
						throw new Error("unreachable");
					};
					const range = document.createRange();
					range.setStart(...boundary(start));
					range.setEnd(...boundary(start + wanted.word.length));
					const box = range.getBoundingClientRect();
					return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
				}
				throw new Error(`not in view: ${wanted.context}`);
			},
			{ word, context },
		);
	}
}

/** The editor draws spaces as no-break spaces and marks some texts with invisible characters. */
function plain(text: string): string {
	return text.replaceAll("\u00a0", " ").replaceAll(/[\u200b\u200c]/g, "");
}

/** A pattern for a text as the editor draws it. */
function spaced(text: string): RegExp {
	return new RegExp(text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll(" ", "[ \u00a0]"));
}

const isDone = (): boolean => true;
const isNotDone = (): boolean => false;
