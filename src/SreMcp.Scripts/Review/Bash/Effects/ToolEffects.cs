namespace SreMcp.Scripts.Review;

/// <summary>git, docker and their kin.</summary>
internal static class ToolEffects
{
    public static BashEffect? Of(BashInvocation invocation) => invocation.Program switch
    {
        "git" => OfGit(invocation),
        "gh" when invocation.Does("repo", "delete") || invocation.Does("release", "delete") => new("gh delete", Destroys: true) { Why = "it cannot be brought back" },
        "docker" or "podman" => OfDocker(invocation),
        "docker-compose" when invocation.Does("down") && (invocation.Has("-v", "--volumes")) => Down,
        _ => null,
    };

    private static BashEffect Down { get; } = new("docker compose down --volumes", Destroys: true) { Why = "the volumes and their data are gone" };

    private static BashEffect? OfGit(BashInvocation invocation)
    {
        if (invocation.Does("push"))
        {
            if (invocation.Has("--dry-run", "-n", "--force-with-lease"))
            {
                return null;
            }

            var forces = invocation.Has("--force", "-f", "--mirror", "--delete", "-d") || invocation.Positional.Skip(1).Any(word => word.Text.StartsWith('+') || word.Text.StartsWith(':'));
            return forces ? new("git push --force", Destroys: true) { Why = "commits of others are overwritten" } : null;
        }

        return invocation.Does("clean") && invocation.HasLetter('f') && !invocation.HasLetter('n') ? new("git clean -f", Destroys: true) { Why = "files that were never committed are gone" } : null;
    }

    private static BashEffect? OfDocker(BashInvocation invocation)
    {
        var all = invocation.HasLetter('a') || invocation.Has("--all", "--volumes");
        return invocation switch
        {
            _ when invocation.Does("system", "prune") => new(all ? "docker system prune -a" : "docker system prune", Destroys: true)
            {
                Why = "images, networks and stopped containers of everybody on the host are gone",
                Unbounded = all && !invocation.Has("--filter") ? "it takes every image that no running container uses" : null,
                Bound = "add --filter until=240h or a label",
            },
            _ when invocation.Does("volume", "prune") || invocation.Does("volume", "rm") => new($"docker volume {invocation.Positional[1].Text}", Destroys: true) { Why = "the data of the volumes is gone" },
            _ when invocation.Does("compose", "down") && invocation.Has("-v", "--volumes") => Down,
            _ when invocation.Does("rm") && invocation.HasLetter('f') => new("docker rm -f", Destroys: true) { Why = "running containers are killed" },
            _ => null,
        };
    }
}
