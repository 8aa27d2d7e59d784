"""As the LMS includes the URLs of the plugin."""
from django.urls import include, path

urlpatterns = [path('proctoring_events/', include('proctoring_events.urls'))]
