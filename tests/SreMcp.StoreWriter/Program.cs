using SreMcp.Policy;
using SreMcp.Store;

// A process to kill: it writes rows as fast as it can and says each one only when the store has acknowledged it.
// Arguments: folder, rounds (0 for ever), session.
var (folder, rounds, session) = (args[0], int.Parse(args[1]), args[2]);
using StoreFile store = new(folder, TimeProvider.System);
AuditChain chain = new(store, session, TimeProvider.System);
Journal journal = new(store, session, TimeProvider.System);
ClassMemory classes = new(store, chain, TimeProvider.System);
Console.WriteLine($"key {Convert.ToHexStringLower(new FingerprintKey(store).Get())}");
for (var round = 1; rounds == 0 || round <= rounds; round++)
{
    var decision = TimeOrderedId.New(TimeProvider.System);
    Console.WriteLine($"chain {decision} {chain.AppendOutcome(decision, "done", new UntrustedText($"round {round}"))}");
    var call = journal.Begin(new JournalCall("read_kubernetes", OperationClass.Read, $"round {round}"));
    Console.WriteLine($"begun {call}");
    journal.Complete(call, new JournalOutcome("ok", round));
    Console.WriteLine($"ended {call}");
    classes.Remember(new Identity("shared"), (round % 4) switch { 0 => Environment.Sandbox, 1 => Environment.Staging, 2 => Environment.Development, _ => Environment.Staging }, session);
}
