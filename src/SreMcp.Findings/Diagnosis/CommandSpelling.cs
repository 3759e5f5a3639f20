using System.Text.RegularExpressions;

namespace SreMcp.Findings;

/// <summary>Guesses which command a mistyped one means.</summary>
internal static partial class CommandSpelling
{
    private const int ShortestName = 3;

    private static readonly string[] Known =
    [
        "ash", "awk", "aws", "base64", "bash", "bundle", "cargo", "cat", "celery", "chmod", "chown", "cmake", "curl", "cut", "date", "deno", "docker-entrypoint.sh", "dotnet", "echo", "env", "envsubst", "exec",
        "export", "find", "gcloud", "git", "gradle", "grep", "gunicorn", "gzip", "head", "helm", "htop", "java", "kubectl", "make", "mkdir", "mongod", "mongosh", "mount", "mvn", "mysql", "mysqld", "nginx", "node",
        "nohup", "npm", "npx", "nslookup", "openssl", "php", "php-fpm", "ping", "pip", "pnpm", "postgres", "printenv", "psql", "python", "python2", "python3", "rails", "rake", "redis-cli", "redis-server", "rm",
        "rsync", "ruby", "sed", "sleep", "sort", "source", "ssh", "start.sh", "stress", "sudo", "supervisord", "tail", "tar", "tee", "test", "timeout", "touch", "tini", "unzip", "uvicorn", "uwsgi", "wget", "which", "xargs",
        "yarn", "entrypoint.sh", "run.sh", "main.py", "app.py", "server.js", "index.js",
    ];

    /// <summary>The missing command and the one it means, from the words of a kubelet or a shell; null when it is no typing error that shows.</summary>
    public static (string Written, string Meant)? In(string said)
    {
        if (said.Length > 4_000 || Missing().Match(said) is not { Success: true } match)
        {
            return null;
        }

        var written = match.Groups["name"].Value;
        return written.Length >= ShortestName && !Known.Contains(written, StringComparer.Ordinal) && Known.FirstOrDefault(known => IsOneSlip(written, known)) is { } meant ? (written, meant) : null;
    }

    /// <summary>One letter too many, too few, another one, or two that changed places.</summary>
    private static bool IsOneSlip(string written, string known)
    {
        var (shorter, longer) = written.Length < known.Length ? (written, known) : (known, written);
        if (longer.Length - shorter.Length > 1)
        {
            return false;
        }

        var same = shorter.Zip(longer).TakeWhile(pair => pair.First == pair.Second).Count();
        return longer.Length > shorter.Length
            ? shorter[same..] == longer[(same + 1)..]
            : shorter[(same + 1)..] == longer[(same + 1)..]
                || (same + 1 < shorter.Length && shorter[same] == longer[same + 1] && shorter[same + 1] == longer[same] && shorter[(same + 2)..] == longer[(same + 2)..]);
    }

    [GeneratedRegex("""exec: "(?:[^"]*/)?(?<name>[\w.-]+)": (executable file not found|stat|no such file)|(^|[\s:])(?<name>[A-Za-z][\w.-]*): (command )?not found""", RegexOptions.ExplicitCapture, 200)]
    private static partial Regex Missing();
}
