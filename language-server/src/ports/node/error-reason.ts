/** Why the operating system did not do something, in a few words. */
export function errorReason({ code, message }: NodeJS.ErrnoException): string {
	switch (code) {
		case "EACCES":
		case "EPERM":
			return "permission denied";
		case "ENOSPC":
			return "no space left";
		case "EROFS":
			return "the file system is read-only";
		case "EDQUOT":
			return "the quota is used up";
		case "EIO":
			return "the device fails";
		case "ELOOP":
			return "symbolic links lead in a circle";
		default:
			return code ?? message;
	}
}
