#pragma warning disable RS0030 // the process's environment and well-known folders are read here and nowhere else in this source
namespace SreMcp.Sources.Kubernetes;

/// <summary>What the process finds around it: variables and well-known folders. Tests bring their own.</summary>
internal sealed record Surroundings
{
    public required Func<string, string?> Variable { get; init; }

    public required string Home { get; init; }

    /// <summary>Where a pod finds its service account.</summary>
    public string ServiceAccountFolder { get; init; } = "/var/run/secrets/kubernetes.io/serviceaccount";

    /// <summary>Where plugins are often installed although no PATH of an editor names it.</summary>
    public IReadOnlyList<string> InstallFolders { get; init; } = [];

    /// <summary>Nothing is found anywhere.</summary>
    public static Surroundings None { get; } = new() { Variable = _ => null, Home = "", ServiceAccountFolder = "" };

    public static Surroundings OfProcess()
    {
        var home = System.Environment.GetFolderPath(System.Environment.SpecialFolder.UserProfile);
        var programs = System.Environment.GetFolderPath(System.Environment.SpecialFolder.ProgramFiles);
        return new()
        {
            Variable = System.Environment.GetEnvironmentVariable,
            Home = home,
            InstallFolders = OperatingSystem.IsWindows()
                ? [Path.Join(programs, "Amazon", "AWSCLIV2"), Path.Join(home, ".azure-kubelogin"), Path.Join(home, "scoop", "shims"), Path.Join(programs, "Google", "Cloud SDK", "google-cloud-sdk", "bin")]
                : ["/usr/local/bin", "/opt/homebrew/bin", "/usr/bin", "/snap/bin", "/usr/lib/google-cloud-sdk/bin", "/opt/google-cloud-sdk/bin", Path.Join(home, ".local/bin"), Path.Join(home, ".azure-kubelogin"), Path.Join(home, "google-cloud-sdk/bin"), Path.Join(home, ".krew/bin"), Path.Join(home, "go/bin")],
        };
    }
}
