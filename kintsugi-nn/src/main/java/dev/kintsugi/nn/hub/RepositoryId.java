package dev.kintsugi.nn.hub;

import dev.kintsugi.core.error.ConfigException;
import java.util.regex.Pattern;

/**
 * A model repository of the hub at one revision, written {@code owner/name} or {@code owner/name@revision}.
 *
 * @param owner user or organisation
 * @param name name of the repository
 * @param revision branch, tag, commit or {@code refs/pr/N}
 */
public record RepositoryId(String owner, String name, String revision) {
    /** The branch that is meant when none is named. */
    public static final String DEFAULT_REVISION = "main";

    // The rules of huggingface_hub (utils/_validators.py), which also keep the id safe as a folder name.
    private static final Pattern PART = Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9_.-]{0,94}[A-Za-z0-9_])?");
    private static final Pattern REVISION =
            Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.+-]*(/[A-Za-z0-9_][A-Za-z0-9_.+-]*)*");
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");

    /**
     * Checks the parts.
     *
     * @throws ConfigException if a part has characters that the hub does not allow
     */
    public RepositoryId {
        for (String part : new String[] {owner, name}) {
            if (!PART.matcher(part).matches() || part.contains("--") || part.contains("..") || part.endsWith(".git")) {
                throw new ConfigException("model id '" + owner + "/" + name + "': the part '" + part
                        + "' must be 1 to 96 letters, digits, '-', '_' or '.', neither begin nor end with '-' or '.',"
                        + " and hold no '--', '..' or final '.git'");
            }
        }
        if (!REVISION.matcher(revision).matches() || revision.contains("..") || revision.length() > 255) {
            throw new ConfigException("model id '" + owner + "/" + name + "': the revision '" + revision
                    + "' must be a branch, a tag, a commit or refs/pr/N: letters, digits, '-', '_', '.', '+' and '/'");
        }
    }

    /**
     * Reads {@code owner/name[@revision]}.
     *
     * @throws ConfigException if {@code text} is not of that form
     */
    public static RepositoryId parse(String text) {
        int at = text.indexOf('@');
        String id = at < 0 ? text : text.substring(0, at);
        String revision = at < 0 ? DEFAULT_REVISION : text.substring(at + 1);
        int slash = id.indexOf('/');
        if (slash < 0 || slash != id.lastIndexOf('/')) {
            throw new ConfigException("model id '" + text
                    + "' must have the form owner/name or owner/name@revision, such as openai/clip-vit-base-patch16");
        }
        return new RepositoryId(id.substring(0, slash), id.substring(slash + 1), revision);
    }

    /** Returns {@code owner/name}. */
    public String repository() {
        return owner + "/" + name;
    }

    /** Returns the name of the repository's folder in the cache. */
    public String folderName() {
        return "models--" + owner + "--" + name;
    }

    /** Returns whether the revision is a full commit hash, which never moves. */
    public boolean isCommit() {
        return isCommit(revision);
    }

    static boolean isCommit(String text) {
        return COMMIT.matcher(text).matches();
    }

    /** Returns the same repository at another revision. */
    public RepositoryId at(String other) {
        return new RepositoryId(owner, name, other);
    }

    @Override
    public String toString() {
        return revision.equals(DEFAULT_REVISION) ? repository() : repository() + "@" + revision;
    }
}
