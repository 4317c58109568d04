var app = WebApplication.CreateBuilder(args).Build();
Console.WriteLine(app.Environment.EnvironmentName + " " + app.Configuration["urls"]);
