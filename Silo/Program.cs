using Academy.Silo;
using Academy.Silo.Observability;

return args is [HealthCommand.Name, .. var whom]
    ? await HealthCommand.RunAsync(whom, Console.Out, default)
    : await SiloProcess.RunAsync(args);
