using System.Globalization;
using Academy.Simulation.Tests;

// One history: dotnet run --project tests/Simulation.Tests -- <seed>
var outcome = Run.Of(ulong.Parse(args[0], CultureInfo.InvariantCulture));
Console.WriteLine(outcome.Summary);
return outcome.Failure is null ? 0 : 1;
