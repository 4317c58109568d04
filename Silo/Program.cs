using Academy.Silo;

return await SiloProcess.RunAsync(args);
