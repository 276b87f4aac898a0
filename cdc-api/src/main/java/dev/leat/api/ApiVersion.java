package dev.leat.api;

/** The version of this API, which plugins are built against. */
public final class ApiVersion {
    /**
     * Raised when a plugin built before can no longer be run. A plugin jar names the major version that it was built for in
     * its manifest attribute {@value #MANIFEST_ATTRIBUTE}; a jar that names another one is refused.
     */
    public static final int MAJOR = 1;

    /** The manifest attribute of plugin jars. */
    public static final String MANIFEST_ATTRIBUTE = "Leat-Api-Version";

    private ApiVersion() {}
}
