namespace SreMcp.Scripts;

/// <summary>The worst that can come of what a template makes, as its header declares it.</summary>
public enum SafetyClass
{
    /// <summary>It reads, or it is a text.</summary>
    ReadOnly,

    /// <summary>It changes something, and the rollback restores what was there.</summary>
    Reversible,

    /// <summary>It interrupts what runs, or what it does can be followed by its opposite but not undone.</summary>
    Disruptive,

    /// <summary>What it removes comes back only from a backup.</summary>
    Destructive,
}

/// <summary>The words for safety classes in a header.</summary>
public static class SafetyClasses
{
    private static readonly (SafetyClass Class, string Name)[] s_names =
        [(SafetyClass.ReadOnly, "read-only"), (SafetyClass.Reversible, "reversible"), (SafetyClass.Disruptive, "disruptive"), (SafetyClass.Destructive, "destructive")];

    internal static IEnumerable<string> Names => s_names.Select(pair => pair.Name);

    /// <summary>The word of a header.</summary>
    public static string Name(this SafetyClass safety) => s_names.First(pair => pair.Class == safety).Name;

    internal static SafetyClass? Parse(string name) => s_names.Where(pair => pair.Name == name).Select(pair => (SafetyClass?)pair.Class).FirstOrDefault();
}
