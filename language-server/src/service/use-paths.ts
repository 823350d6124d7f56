/** The URI of the file that `use "PATH";` in the file `uri` names: `path` is relative to that file's folder and uses `/`. */
export function resolveUse(uri: string, path: string): string {
	const root = /^[^:/?#]+:(\/\/[^/]*)?/.exec(uri)?.[0] ?? "";
	const folders = uri.slice(root.length).split("/").slice(0, -1);
	const encoded = path.split("/").map(encodeURIComponent);
	const segments = path.startsWith("/") ? [""] : folders;
	for (const segment of path.startsWith("/") ? encoded.slice(1) : encoded) {
		if (segment === "..") {
			if (segments.length > 1) segments.pop();
		} else if (segment !== "." && segment !== "") segments.push(segment);
	}
	return root + segments.join("/");
}
