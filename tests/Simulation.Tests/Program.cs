using System.Globalization;
using Academy.Simulation.Tests;

// Histories of one seed, or of so many from it: dotnet run --project tests/Simulation.Tests -- <seed> [count] [cluster]
var first = ulong.Parse(args[0], CultureInfo.InvariantCulture);
var count = args.Length > 1 ? ulong.Parse(args[1], CultureInfo.InvariantCulture) : 1;
var isCluster = args.Length > 2 && args[2] == "cluster";
var failed = 0;
for (var seed = first; seed < first + count; seed++)
{
    var outcome = Run.Of(seed, isCluster: isCluster);
    if (outcome.Failure is not null)
        failed++;
    if (outcome.Failure is not null || count == 1)
        Console.WriteLine(outcome.Summary);
    if (outcome.Failure is not null && count == 1)
        Console.WriteLine(string.Join('\n', outcome.History));
}
if (count > 1)
    Console.WriteLine($"{failed} of {count} histories failed.");
return failed == 0 ? 0 : 1;
