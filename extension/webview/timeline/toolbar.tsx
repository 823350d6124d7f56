/** Buttons in a row with one tab stop, among which the arrow keys go. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Icon, type IconName } from "./icons";

interface ToolbarProperties {
	readonly label: string;
	readonly children: ComponentChildren;
}

export function Toolbar({ label, children }: ToolbarProperties) {
	const element = useRef<HTMLDivElement>(null);
	const stops = () => [...(element.current?.querySelectorAll<HTMLElement>("button:enabled") ?? [])];
	const stopAt = (target: Element | undefined) => {
		for (const each of stops()) each.tabIndex = each === target ? 0 : -1;
	};
	useEffect(() => {
		const all = stops();
		if (all.filter((each) => each.tabIndex === 0).length !== 1) stopAt(all[0]);
	});
	return (
		<div
			ref={element}
			class="toolbar"
			role="toolbar"
			aria-label={label}
			onFocusIn={(event) => stopAt(event.target as Element)}
			onKeyDown={(event) => {
				const all = stops();
				const at = all.indexOf(event.target as HTMLElement);
				const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
				if (next === undefined || at < 0) return;
				event.preventDefault();
				event.stopPropagation();
				all[(next + all.length) % all.length].focus();
			}}
		>
			{children}
		</div>
	);
}

interface IconButtonProperties {
	readonly icon: IconName;
	/** What it does. */
	readonly label: string;
	/** The key that does the same. */
	readonly shortcut?: string;
	readonly pressed?: boolean;
	readonly disabled?: boolean;
	readonly opens?: "dialog";
	onClick(): void;
}

export function IconButton({ icon, label, shortcut, pressed, disabled, opens, onClick }: IconButtonProperties) {
	return (
		<button
			type="button"
			class="icon-button"
			title={shortcut ? `${label} (${shortcut})` : label}
			aria-label={label}
			aria-keyshortcuts={shortcut}
			aria-pressed={pressed}
			aria-haspopup={opens}
			disabled={disabled}
			onClick={onClick}
		>
			<Icon name={icon} />
		</button>
	);
}
